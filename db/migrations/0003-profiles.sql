-- The people a merchant knows.
create table profiles (
  account_id    text        collate "C" not null references accounts on delete cascade,
  profile_id    uuid        not null,  -- a ULID, stored as 128 bits
  email         text,  -- as typed; profile_identifiers holds the compared form
  phone_number  text,  -- E.164
  external_id   text,
  first_name    text,
  last_name     text,
  organization  text,
  locale        text,
  title         text,
  image         text,
  location      jsonb       not null default '{}',
  properties    jsonb       not null default '{}',
  subscriptions jsonb       not null default '{}',  -- projection of the consent ledger
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  -- Plain columns to search by prefix: row-level security keeps expressions out of index conditions.
  name_key      text        collate "C" generated always as (lower(coalesce(first_name || ' ', '') || coalesce(last_name, ''))) stored,
  last_name_key text        collate "C" generated always as (lower(last_name)) stored,
  primary key (account_id, profile_id)
);
-- "Newest profiles first", the default of the console; lists sorted by updated and email.
create index profiles_by_created on profiles (account_id, created_at, profile_id);
create index profiles_by_updated on profiles (account_id, updated_at, profile_id);
create index profiles_by_email on profiles (account_id, email collate "C", profile_id);
create index profiles_by_name on profiles (account_id, name_key);
create index profiles_by_last_name on profiles (account_id, last_name_key);
select protect_by_account('profiles');

-- Every way to find a profile. The primary key is what makes two profiles with one email impossible.
create table profile_identifiers (
  account_id text        collate "C" not null,
  kind       text        collate "C" not null check (kind in ('email', 'phone', 'external_id', 'anonymous_id')),
  value      text        collate "C" not null,  -- compared form: emails trimmed and lower-cased, phones in E.164
  profile_id uuid        not null,
  is_primary boolean     not null default true,  -- false: a secondary email
  added_at   timestamptz not null,
  primary key (account_id, kind, value),
  foreign key (account_id, profile_id) references profiles on delete cascade
);
create index profile_identifiers_by_profile on profile_identifiers (account_id, profile_id);
select protect_by_account('profile_identifiers');

-- When a profile last did something. Apart from profiles, because it changes with every event.
create table profile_activity (
  account_id      text        collate "C" not null,
  profile_id      uuid        not null,
  first_active_at timestamptz,
  last_active_at  timestamptz,
  last_event_at   timestamptz not null,
  primary key (account_id, profile_id),
  foreign key (account_id, profile_id) references profiles on delete cascade
) with (fillfactor = 80);  -- room for in-place updates
select protect_by_account('profile_activity');

-- Which profile went into which. Old ids keep leading to the kept profile.
create table profile_merges (
  account_id             text        collate "C" not null references accounts on delete cascade,
  source_profile_id      uuid        not null,
  destination_profile_id uuid        not null,
  cause                  text        not null check (cause in ('request', 'identified')),
  source_snapshot        jsonb       not null,  -- the source as it was
  moved_events           bigint      not null,
  merged_by              text        not null,
  merged_at              timestamptz not null,
  primary key (account_id, source_profile_id)
);
create index profile_merges_by_destination on profile_merges (account_id, destination_profile_id);
select protect_by_account('profile_merges');

-- The log that later slices follow: what happened to profiles, in commit order per shard.
create table profile_changes (
  account_id text        collate "C" not null references accounts on delete cascade,
  change_id  bigint      generated always as identity,
  shard      smallint    not null,
  written_by xid8        not null default pg_current_xact_id(),
  profile_id uuid        not null,  -- no foreign key: the log outlives the profile
  kind       text        not null check (kind in ('created', 'updated', 'merged', 'deleted')),
  fields     text[]      not null default '{}',  -- names of the fields that changed
  changed_at timestamptz not null,
  primary key (account_id, change_id)
);
create index profile_changes_log on profile_changes (shard, written_by, change_id);
select protect_by_account('profile_changes');

-- Bulk work that callers ask for and poll: imports, merges, deletions.
create table profile_jobs (
  account_id      text        collate "C" not null references accounts on delete cascade,
  job_id          uuid        not null,  -- a ULID
  kind            text        not null check (kind in ('import', 'merge', 'deletion')),
  status          text        not null default 'queued' check (status in ('queued', 'processing', 'complete', 'cancelled')),
  payload         jsonb       not null,  -- emptied when the job is complete
  list_ids        text[]      not null default '{}',
  total_count     integer     not null default 0,
  completed_count integer     not null default 0,
  failed_count    integer     not null default 0,
  created_at      timestamptz not null,
  started_at      timestamptz,
  completed_at    timestamptz,
  expires_at      timestamptz not null,
  primary key (account_id, job_id)
);
create index profile_jobs_by_created on profile_jobs (account_id, kind, created_at, job_id);
select protect_by_account('profile_jobs');

create table profile_job_profiles (
  account_id text collate "C" not null,
  job_id     uuid not null,
  profile_id uuid not null,
  primary key (account_id, job_id, profile_id),
  foreign key (account_id, job_id) references profile_jobs on delete cascade,
  foreign key (account_id, profile_id) references profiles on delete cascade
);
create index profile_job_profiles_by_profile on profile_job_profiles (account_id, profile_id);
select protect_by_account('profile_job_profiles');

create table profile_job_errors (
  account_id text    collate "C" not null,
  job_id     uuid    not null,
  row_number integer not null,  -- from 0, as in the request
  code       text    not null,
  detail     text    not null,
  pointer    text    not null,
  original   jsonb   not null,  -- the profile as it was sent
  primary key (account_id, job_id, row_number),
  foreign key (account_id, job_id) references profile_jobs on delete cascade
);
select protect_by_account('profile_job_errors');
