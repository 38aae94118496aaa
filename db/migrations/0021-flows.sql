-- Flows, their actions, and who passes through them. Locks nothing that exists.

create table flows (
  account_id     text        collate "C" not null references accounts on delete cascade,
  flow_id        text        collate "C" not null,
  name           text        not null,
  status         text        not null default 'draft' check (status in ('draft', 'manual', 'live', 'paused')),
  resume_status  text        check (resume_status in ('manual', 'live')),  -- of a paused flow: what it goes back to
  resumed_at     timestamptz,              -- what came due during a pause counts as due then
  archived       boolean     not null default false,
  trigger_kind   text        collate "C" not null
                 check (trigger_kind in ('metric', 'list', 'segment', 'date', 'price-drop', 'low-inventory', 'none')),
  trigger_key    text        collate "C" not null default '',  -- of the metric, list or segment
  definition     jsonb       not null,     -- trigger, filters, entry; actions have rows of their own
  version        integer     not null default 1,
  dates_until    timestamptz,              -- date flows: up to when their days have been planned
  duplicates     integer     not null default 0,  -- steps that were about to be taken twice; must stay 0
  created_at     timestamptz not null,
  updated_at     timestamptz not null,
  primary key (account_id, flow_id)
);
create unique index flows_by_name on flows (account_id, name collate "C", flow_id);
create index flows_by_trigger on flows (account_id, trigger_kind, trigger_key);
select protect_by_account('flows');

-- An action stays when it is deleted: whoever waits in it goes on to what came after it.
create table flow_actions (
  account_id    text        collate "C" not null,
  flow_id       text        collate "C" not null,
  action_id     text        collate "C" not null,
  definition    jsonb       not null,
  place         integer     not null,       -- among the actions of the definition
  since_version integer     not null,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  deleted_at    timestamptz,
  primary key (account_id, action_id),
  foreign key (account_id, flow_id) references flows on delete cascade
);
create index flow_actions_of on flow_actions (account_id, flow_id, place, action_id);
select protect_by_account('flow_actions');

-- The messages of actions; what they say is with the action, and in message_contents.
create table flow_messages (
  account_id text        collate "C" not null,
  message_id text        collate "C" not null,
  action_id  text        collate "C" not null,
  channel    text        not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, message_id),
  foreign key (account_id, action_id) references flow_actions on delete cascade
);
create index flow_messages_of on flow_messages (account_id, action_id);
select protect_by_account('flow_messages');

-- What a flow was, version by version.
create table flow_versions (
  account_id text        collate "C" not null,
  flow_id    text        collate "C" not null,
  version    integer     not null,
  definition jsonb       not null,
  made_by    text        not null,
  created_at timestamptz not null,
  primary key (account_id, flow_id, version),
  foreign key (account_id, flow_id) references flows on delete cascade
);
select protect_by_account('flow_versions');

-- One passage of one profile. While it waits, due_at is its timer.
create table flow_enrolments (
  account_id   text        collate "C" not null,
  enrolment_id uuid        not null,
  flow_id      text        collate "C" not null,
  profile_id   uuid        not null,
  trigger_key  text        collate "C" not null,  -- what began it: the same thing begins it once
  event_id     bigint,
  context      jsonb       not null default '{}',  -- what it began with that is no event
  flow_start   timestamptz not null,
  version      integer     not null,       -- of the definition when it began to wait
  action_id    text        collate "C",    -- null: it is over
  is_waiting   boolean     not null default false,  -- the action is a pause that it is in; else its turn comes
  waits_since  timestamptz,
  waits_for    text        collate "C",    -- what may end the pause early: metric:…, stock:…
  due_at       timestamptz,
  ended_at     timestamptz,
  end_reason   text,
  attempts     smallint    not null default 0,  -- failures in a row
  primary key (account_id, enrolment_id),
  unique (account_id, flow_id, trigger_key),
  foreign key (account_id, flow_id) references flows on delete cascade,
  foreign key (account_id, profile_id) references profiles on delete cascade,
  check ((action_id is null) = (ended_at is not null))
);
-- The timers.
create index flow_enrolments_due on flow_enrolments (account_id, flow_id, due_at, enrolment_id) where due_at is not null;
-- Pauses that something may end early.
create index flow_enrolments_for on flow_enrolments (account_id, waits_for, profile_id) where waits_for is not null;
-- Who is and was in a flow; re-entry.
create index flow_enrolments_of_flow on flow_enrolments (account_id, flow_id, flow_start, enrolment_id);
create index flow_enrolments_of_profile on flow_enrolments (account_id, profile_id, flow_id, flow_start);
create index flow_enrolments_at on flow_enrolments (account_id, flow_id, action_id) where action_id is not null;
select protect_by_account('flow_enrolments');

-- What became of each action of each passage. The key is the promise that none is taken twice.
create table flow_steps (
  account_id   text        collate "C" not null,
  enrolment_id uuid        not null,
  action_id    text        collate "C" not null,
  flow_id      text        collate "C" not null,
  outcome      text        not null,
  reason       text,
  detail       text,
  taken_at     timestamptz not null,
  primary key (account_id, enrolment_id, action_id),
  foreign key (account_id, enrolment_id) references flow_enrolments on delete cascade
);
create index flow_steps_of_action on flow_steps (account_id, flow_id, action_id, outcome, taken_at, enrolment_id);
select protect_by_account('flow_steps');

-- Who did not enter, and why. Kept for a while.
create table flow_refusals (
  account_id  text        collate "C" not null,
  refusal_id  bigint      generated always as identity,
  flow_id     text        collate "C" not null,
  profile_id  uuid        not null,
  trigger_key text        collate "C" not null,
  reason      text        not null,
  detail      text,
  refused_at  timestamptz not null,
  primary key (account_id, refusal_id),
  foreign key (account_id, flow_id) references flows on delete cascade,
  foreign key (account_id, profile_id) references profiles on delete cascade
);
create index flow_refusals_of_flow on flow_refusals (account_id, flow_id, refusal_id);
create index flow_refusals_of_profile on flow_refusals (account_id, profile_id);
create index flow_refusals_by_age on flow_refusals (account_id, refused_at);
select protect_by_account('flow_refusals');

-- Calls to the shop's own programs, handed out under a lease.
create table flow_webhooks (
  account_id   text        collate "C" not null,
  webhook_id   uuid        not null,
  enrolment_id uuid        not null,
  action_id    text        collate "C" not null,
  profile_id   uuid        not null,
  message_id   text        collate "C" not null,
  url          text        not null,
  headers      jsonb       not null,
  body         text        not null,
  state        text        not null default 'queued' check (state in ('queued', 'sent', 'failed')),
  attempts     smallint    not null default 0,
  due_at       timestamptz,              -- wall clock; null when it is over
  lease        uuid,
  leased_until timestamptz,
  status       integer,                  -- of the last answer
  answer       text,                     -- its beginning, or what went wrong
  created_at   timestamptz not null,
  finished_at  timestamptz,
  primary key (account_id, webhook_id),
  unique (account_id, enrolment_id, action_id),
  foreign key (account_id, profile_id) references profiles on delete cascade
);
create index flow_webhooks_due on flow_webhooks (account_id, due_at) where due_at is not null;
create index flow_webhooks_of_profile on flow_webhooks (account_id, profile_id);
select protect_by_account('flow_webhooks');
