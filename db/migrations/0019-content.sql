-- What messages are made of: templates, blocks that several of them share, coupons, images, the brand.
-- Locks nothing that exists.

create table templates (
  account_id  text        collate "C" not null references accounts on delete cascade,
  template_id text        collate "C" not null,
  name        text        not null,
  editor_type text        not null check (editor_type in ('CODE', 'MJML', 'SYSTEM_DRAGGABLE', 'USER_DRAGGABLE', 'SIMPLE')),
  html        text        not null,  -- with its tags; of blocks it is made anew when they are read, for what they share
  plain_text  text,                  -- null: made from the HTML
  amp         text,
  definition  jsonb,
  mjml        text,
  is_library  boolean     not null,  -- false: the copy that one message works with
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (account_id, template_id),
  check ((editor_type = 'SYSTEM_DRAGGABLE') = (definition is not null)),
  check ((editor_type = 'MJML') = (mjml is not null))
);
create index templates_by_name on templates (account_id, name collate "C", template_id) where is_library;
select protect_by_account('templates');

create table universal_contents (
  account_id text        collate "C" not null references accounts on delete cascade,
  content_id uuid        not null,  -- a ULID
  name       text        not null,
  definition jsonb       not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, content_id)
);
select protect_by_account('universal_contents');

create table coupons (
  account_id  text        collate "C" not null references accounts on delete cascade,
  coupon_id   text        collate "C" not null,  -- the shop's own name of it
  description text,
  monitor     jsonb,                             -- what others keep with it
  generator   jsonb,                             -- null: its codes are uploaded
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (account_id, coupon_id)
);
select protect_by_account('coupons');

create table coupon_codes (
  account_id  text        collate "C" not null,
  coupon_id   text        collate "C" not null,
  code        text        collate "C" not null,
  code_no     bigint      generated always as identity,  -- handed out in this order
  status      text        not null default 'UNASSIGNED' check (status in ('UNASSIGNED', 'ASSIGNED_TO_PROFILE', 'USED', 'PROCESSING', 'DELETING', 'VERSION_NOT_ACTIVE')),
  profile_id  uuid,
  message_id  text        collate "C" not null default '',  -- the message it was taken for
  expires_at  timestamptz,
  assigned_at timestamptz,
  created_at  timestamptz not null,
  primary key (account_id, coupon_id, code),
  foreign key (account_id, coupon_id) references coupons on delete cascade,
  foreign key (account_id, profile_id) references profiles on delete cascade
);
create index coupon_codes_free on coupon_codes (account_id, coupon_id, code_no) where status = 'UNASSIGNED';
create index coupon_codes_by_number on coupon_codes (account_id, coupon_id, code_no);
-- One for each recipient, coupon and message, however often it is asked for.
create unique index coupon_codes_by_profile on coupon_codes (account_id, profile_id, coupon_id, message_id) where profile_id is not null;
select protect_by_account('coupon_codes');

create table coupon_jobs (
  account_id      text        collate "C" not null references accounts on delete cascade,
  job_id          uuid        not null,  -- a ULID
  status          text        not null default 'queued' check (status in ('queued', 'processing', 'complete', 'cancelled')),
  rows            jsonb       not null,  -- emptied when the job is complete
  total_count     integer     not null,
  completed_count integer     not null default 0,
  failed_count    integer     not null default 0,
  done_ids        text[]      not null default '{}',  -- ids of the codes that were created
  errors          jsonb       not null default '[]',
  created_at      timestamptz not null,
  completed_at    timestamptz,
  expires_at      timestamptz not null,
  primary key (account_id, job_id)
);
create index coupon_jobs_by_created on coupon_jobs (account_id, created_at, job_id);
create index coupon_jobs_by_expiry on coupon_jobs (expires_at);
select protect_by_account('coupon_jobs');

create table images (
  account_id text        collate "C" not null references accounts on delete cascade,
  image_id   bigint      generated always as identity,
  name       text        not null,
  file_key   text        collate "C" not null,  -- of image_files: derived from the content
  format     text        not null check (format in ('jpeg', 'png', 'gif', 'webp')),
  bytes      integer     not null,
  width      integer     not null,
  height     integer     not null,
  is_hidden  boolean     not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, image_id)
);
create index images_by_updated on images (account_id, updated_at, image_id);
select protect_by_account('images');

-- In the database, not on a disk: several processes serve them, and a backup has them.
create table image_files (
  account_id text    collate "C" not null references accounts on delete cascade,
  file_key   text    collate "C" not null,
  width      integer not null,  -- 0: as it was uploaded, without its metadata
  content    bytea   not null,
  primary key (account_id, file_key, width)
);
alter table image_files alter column content set storage external;  -- pictures do not shrink
select protect_by_account('image_files');

create table brand_settings (
  account_id text        collate "C" primary key references accounts on delete cascade,
  settings   jsonb       not null,
  updated_at timestamptz not null
);
select protect_by_account('brand_settings');
