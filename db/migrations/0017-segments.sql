-- Lists and segments. Both are groups: a condition may name either, so their members are kept alike.
-- Locks nothing that exists.

create table groups (
  account_id     text        collate "C" not null references accounts on delete cascade,
  group_id       text        collate "C" not null,
  kind           text        not null check (kind in ('list', 'segment')),
  name           text        not null,
  is_starred     boolean     not null default false,
  opt_in_process text        check (opt_in_process in ('single_opt_in', 'double_opt_in')),  -- of lists
  created_at     timestamptz not null,
  updated_at     timestamptz not null,
  primary key (account_id, group_id),
  check ((kind = 'list') = (opt_in_process is not null))
);
create unique index groups_by_name on groups (account_id, kind, name collate "C", group_id);
select protect_by_account('groups');

-- A segment is right for its definition once built_version is version; until then it is processing.
create table segments (
  account_id     text        collate "C" not null,
  group_id       text        collate "C" not null,
  definition     jsonb       not null,
  is_active      boolean     not null default true,
  version        integer     not null default 1,
  built_version  integer     not null default 0,
  built_at       timestamptz,
  build_done     bigint      not null default 0,  -- profiles looked at by the build under way
  build_total    bigint,                          -- of how many
  build_failure  text,
  edit_cause     text        not null default 'definition' check (edit_cause in ('definition', 'manual')),
  primary key (account_id, group_id),
  foreign key (account_id, group_id) references groups on delete cascade
);
select protect_by_account('segments');

-- What a change can touch a segment by: a metric, another group, anything of the profile, or when it was
-- active (both with key '').
create table segment_needs (
  account_id text collate "C" not null,
  kind       text collate "C" not null check (kind in ('metric', 'group', 'profile', 'activity')),
  key        text collate "C" not null,
  group_id   text collate "C" not null,
  primary key (account_id, kind, key, group_id),
  foreign key (account_id, group_id) references segments on delete cascade
);
create index segment_needs_of on segment_needs (account_id, group_id);
select protect_by_account('segment_needs');

create table group_members (
  account_id text        collate "C" not null,
  group_id   text        collate "C" not null,
  profile_id uuid        not null,
  joined_at  timestamptz not null,
  primary key (account_id, group_id, profile_id),
  foreign key (account_id, group_id) references groups on delete cascade,
  foreign key (account_id, profile_id) references profiles on delete cascade
);
create index group_members_by_joined on group_members (account_id, group_id, joined_at, profile_id);
create index group_members_of on group_members (account_id, profile_id);
select protect_by_account('group_members');

-- When time alone may change an answer. Not only of members: "at least 30 days ago" is entered so.
create table segment_flips (
  account_id text        collate "C" not null,
  group_id   text        collate "C" not null,
  profile_id uuid        not null,
  flip_at    timestamptz not null,
  primary key (account_id, group_id, profile_id),
  foreign key (account_id, group_id) references segments on delete cascade
);
create index segment_flips_due on segment_flips (account_id, flip_at);
select protect_by_account('segment_flips');

-- Who joined and left, why: a log that flows follow, and what growth is counted from.
create table group_changes (
  account_id text        collate "C" not null references accounts on delete cascade,
  change_id  bigint      not null generated always as identity,
  shard      smallint    not null check (shard between 0 and 15),
  written_by xid8        not null default pg_current_xact_id(),
  group_id   text        collate "C" not null,
  profile_id uuid        not null,
  kind       text        not null check (kind in ('joined', 'left')),
  cause      text        not null check (cause in ('data', 'time', 'definition', 'manual', 'merge')),
  changed_at timestamptz not null,
  primary key (account_id, change_id)
);
create index group_changes_log on group_changes (shard, written_by, change_id);
create index group_changes_of_group on group_changes (account_id, group_id, changed_at, change_id);
create index group_changes_of_profile on group_changes (account_id, profile_id, changed_at);
select protect_by_account('group_changes');
