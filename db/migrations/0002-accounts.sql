-- Merchants, the people who work for them, and the keys of their programs.
create table accounts (
  account_id text collate "C" primary key check (account_id ~ '^[A-Za-z0-9]{6}$'),  -- also the public company id
  name       text        not null check (length(name) between 1 and 200),
  timezone   text        not null,  -- IANA name
  currency   text        not null check (currency ~ '^[A-Z]{3}$'),
  locale     text        not null default 'en-US',
  contact    jsonb       not null default '{}',  -- sender, website, postal address: shown to shoppers
  is_sandbox boolean     not null default false,
  clock_at   timestamptz check (clock_at is null or is_sandbox),  -- where a sandbox clock stands; null follows the wall clock
  created_at timestamptz not null
);
select protect_by_account('accounts');

-- People sign in to the installation and are members of accounts, so this table has no account.
create table users (
  user_id       uuid        primary key,
  email         text        not null,
  email_key     text        not null unique,  -- trimmed and lower-cased: two spellings are one person
  name          text        not null check (length(name) between 1 and 200),
  password_hash text        not null,
  locale        text,
  color_scheme  text        not null default 'auto' check (color_scheme in ('auto', 'light', 'dark')),
  created_at    timestamptz not null
);

create table members (
  account_id text        collate "C" not null references accounts on delete cascade,
  user_id    uuid        not null references users on delete cascade,
  role       text        not null,
  joined_at  timestamptz not null,
  primary key (account_id, user_id)
);
create unique index members_one_owner on members (account_id) where role = 'owner';
create index members_by_user on members (user_id, account_id);
select protect_by_account('members');

create table invitations (
  account_id    text        collate "C" not null references accounts on delete cascade,
  invitation_id uuid        not null,
  email         text        not null,
  role          text        not null,
  token_hash    bytea       not null unique,
  invited_by    uuid        references users on delete set null,
  created_at    timestamptz not null,
  expires_at    timestamptz not null,
  accepted_at   timestamptz,
  primary key (account_id, invitation_id)
);
select protect_by_account('invitations');

create table user_sessions (
  token_hash   bytea       primary key,  -- SHA-256 of a 256-bit random token
  user_id      uuid        not null references users on delete cascade,
  created_at   timestamptz not null,
  rotated_at   timestamptz not null,
  last_seen_at timestamptz not null,
  previous_token_hash bytea unique,  -- still accepted for a minute after a rotation: requests in flight carry it
  user_agent   text
);
create index user_sessions_by_user on user_sessions (user_id);

create table api_keys (
  account_id   text        collate "C" not null references accounts on delete cascade,
  key_id       uuid        not null,
  name         text        not null check (length(name) between 1 and 200),
  prefix       text        not null,  -- first characters, so that people recognise the key
  key_hash     bytea       not null unique,  -- SHA-256; the key itself is 192 random bits and shown once
  scopes       text[]      not null,
  created_by   uuid        references users on delete set null,
  created_at   timestamptz not null,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  primary key (account_id, key_id)
);
select protect_by_account('api_keys');

-- Who changed what. Append-only.
create table audit_entries (
  account_id text        collate "C" not null references accounts on delete cascade,
  entry_id   bigint      generated always as identity,
  at         timestamptz not null,  -- wall clock, also in sandbox accounts
  actor_kind text        not null check (actor_kind in ('user', 'api-key', 'system')),
  actor_id   uuid,
  actor_name text        not null,
  action     text        not null,  -- '<noun>.<verb>', for example 'api-key.created'
  subject    text        not null,  -- what it was done to, in words or as an id
  detail     jsonb       not null default '{}',
  primary key (account_id, entry_id)
);
select protect_by_account('audit_entries');

-- One row for the installation: the one-time link that creates its owner, and its secret.
create table installation (
  only_row         boolean primary key default true check (only_row),
  setup_token_hash bytea,
  secret           bytea not null  -- signs cursors and links
);
