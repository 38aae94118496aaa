-- The Customer Agent as an account has set it up. No row: everything is as it is from the start.
create table customer_agents (
  account_id               text        collate "C" primary key references accounts on delete cascade,
  name                     text        check (length(name) between 1 and 100),
  is_on                    boolean     not null default true,
  tone_preset              text        not null default 'friendly' check (tone_preset in ('neutral', 'professional', 'friendly', 'playful', 'custom')),
  tone_instruction         text,
  tone_updated_at          timestamptz,
  escalation_rules         jsonb       not null default '[]',  -- replaced as a whole: [{title, description, status}]
  communication_styles     jsonb       not null default '[]',
  brand_summary            text        not null default '',
  default_language         text        check (default_language in ('en', 'de')),  -- null: that of the account's locale
  returns_portal_url       text,
  subscriptions_portal_url text,
  updated_at               timestamptz not null
);
select protect_by_account('customer_agents');

-- Custom skills, and what was changed of the prebuilt ones: a null means "as it is from the start".
create table agent_skills (
  account_id   text        collate "C" not null references accounts on delete cascade,
  skill_id     text        collate "C" not null,  -- a prebuilt skill's, or 'custom:' and a ULID
  display_name text,
  name         text,
  description  text,
  instructions text,
  status       text        not null check (status in ('draft', 'live', 'disabled')),
  handoff      text        check (handoff in ('none', 'offer', 'immediate', 'all', 'custom')),
  tool_ids     text[],     -- in the order they were bound; built-in tools have no row, so no foreign key
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (account_id, skill_id),
  check (skill_id not like 'custom:%' or num_nulls(display_name, name, description, instructions, handoff, tool_ids) = 0)
);
select protect_by_account('agent_skills');

-- HTTPS requests that skills may make.
create table agent_tools (
  account_id      text        collate "C" not null references accounts on delete cascade,
  tool_id         text        collate "C" not null,  -- a ULID
  name            text        not null check (length(name) between 1 and 100),
  description     text        not null,
  template        jsonb       not null,
  variables       jsonb       not null,
  secret_ids      text[]      not null default '{}',  -- of the variables; a deleted secret's id stays, so that the tool says what it misses
  timeout_seconds smallint    not null check (timeout_seconds between 1 and 10),
  max_retries     smallint    not null check (max_retries between 0 and 3),
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  primary key (account_id, tool_id)
);
select protect_by_account('agent_tools');

-- What tools prove themselves with, sealed with the installation's key for this account and id, so
-- that no row can take another's value.
create table agent_secrets (
  account_id text        collate "C" not null references accounts on delete cascade,
  secret_id  text        collate "C" not null,  -- a ULID
  name       text        collate "C" not null check (length(name) between 1 and 100),
  mask       text        not null,  -- last three characters
  sealed     bytea       not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, secret_id),
  unique (account_id, name)
);
select protect_by_account('agent_secrets');

-- Every call of a tool, without what was said: for counts, times and success rates.
create table agent_tool_calls (
  account_id      text        collate "C" not null references accounts on delete cascade,
  call_id         uuid        not null,  -- a ULID
  tool_id         text        collate "C" not null,
  source          text        collate "C" not null check (source in ('conversation', 'test')),
  conversation_id uuid,
  called_at       timestamptz not null,
  took_ms         integer     not null,
  is_error        boolean     not null,
  primary key (account_id, call_id)
);
create index agent_tool_calls_by_time on agent_tool_calls (account_id, called_at, tool_id);
select protect_by_account('agent_tool_calls');

-- Which kinds of data a shop keeps on profiles, found by the follower 'agent.profile-data'. Safe to
-- rebuild: truncate it and delete the follower's cursors.
create table agent_profile_data (
  account_id    text        collate "C" not null references accounts on delete cascade,
  kind          text        collate "C" not null check (kind in ('loyalty', 'subscriptions')),
  property      text        collate "C" not null,
  first_seen_at timestamptz not null,
  primary key (account_id, kind, property)
);
select protect_by_account('agent_profile_data');
