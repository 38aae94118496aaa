-- Files of profiles, events and orders, and how far they have been imported.
create table imports (
  account_id         text        collate "C" not null references accounts on delete cascade,
  import_id          uuid        not null,  -- a ULID
  kind               text        not null check (kind in ('profiles', 'events', 'orders')),
  format             text        not null check (format in ('csv', 'jsonl')),
  file_name          text        not null,
  encoding           text        not null,
  delimiter          text        not null,
  has_header         boolean     not null,
  mapping            jsonb,
  status             text        not null default 'draft' check (status in ('draft', 'queued', 'running', 'complete', 'cancelled', 'failed')),
  phase              text        not null default 'read' check (phase in ('read', 'record')),
  shape              jsonb,  -- encoding, delimiter and columns as found at the start, so that a later step reads the same
  parts              integer     not null default 0,
  bytes_total        bigint      not null default 0,
  bytes_read         bigint      not null default 0,  -- where the next row begins
  row_number         integer     not null default 0,  -- of the last row read; the header is row 1
  last_order         text        collate "C",  -- orders up to this id are recorded
  rows_read          integer     not null default 0,
  rows_refused       integer     not null default 0,
  lines_staged       integer     not null default 0,
  lines_recorded     integer     not null default 0,
  refused_by_code    jsonb       not null default '{}',
  recorded           integer     not null default 0,
  recorded_by_metric jsonb       not null default '{}',
  already_known      integer     not null default 0,
  profiles_created   integer     not null default 0,
  profiles_changed   integer     not null default 0,
  error              text,
  created_by         text        not null,
  created_at         timestamptz not null,
  started_at         timestamptz,
  finished_at        timestamptz,
  worked_at          timestamptz,  -- wall clock; long ago while queued or running: whoever worked on it died
  content_expires_at timestamptz not null,
  primary key (account_id, import_id)
);
create index imports_by_expiry on imports (content_expires_at) where parts > 0;
create index imports_under_way on imports (worked_at) where status in ('queued', 'running');
select protect_by_account('imports');

-- The content as it was uploaded. Files hold personal data, so it is forgotten after a while.
create table import_parts (
  account_id text    collate "C" not null,
  import_id  uuid    not null,
  part       integer not null,  -- from 1
  content    bytea   not null,
  primary key (account_id, import_id, part),
  foreign key (account_id, import_id) references imports on delete cascade
);
select protect_by_account('import_parts');

-- Order lines wait here until all lines of the file are read: an order's lines may be anywhere in it.
create table import_order_lines (
  account_id text    collate "C" not null,
  import_id  uuid    not null,
  order_id   text    collate "C" not null,
  row_number integer not null,
  line       jsonb   not null,
  primary key (account_id, import_id, order_id, row_number),
  foreign key (account_id, import_id) references imports on delete cascade
);
select protect_by_account('import_order_lines');

-- The report: every row that was refused, and why.
create table import_refused_rows (
  account_id text    collate "C" not null,
  import_id  uuid    not null,
  row_number integer not null,
  code       text    not null,
  reason     text    not null,
  fix        text    not null,
  cells      jsonb   not null,
  primary key (account_id, import_id, row_number),
  foreign key (account_id, import_id) references imports on delete cascade
);
select protect_by_account('import_refused_rows');
