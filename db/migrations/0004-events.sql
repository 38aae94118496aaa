-- Metrics are named kinds of events; an event is one thing a profile did, at one instant, never changed.
create table metrics (
  account_id      text        collate "C" not null references accounts on delete cascade,
  metric_id       text        collate "C" not null,
  name            text        collate "C" not null check (length(name) between 1 and 127),
  integration_key text        collate "C" not null,  -- 'api' unless the event named its service
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  primary key (account_id, metric_id),
  unique (account_id, name, integration_key)
);
select protect_by_account('metrics');

create table events (
  account_id     text        collate "C" not null,
  event_id       bigint      generated always as identity,  -- also its position in the log
  shard          smallint    not null check (shard between 0 and 15),  -- hash of the first profile; a merge keeps it, so no follower loses the event
  written_by     xid8        not null default pg_current_xact_id(),  -- followers wait until no older transaction is open
  profile_id     uuid        not null,
  metric_id      text        collate "C" not null,
  occurred_at    timestamptz not null check (occurred_at = date_trunc('second', occurred_at)),
  recorded_at    timestamptz not null,
  unique_id      text        collate "C" not null,
  value          numeric,
  value_currency text,
  properties     jsonb       not null,
  is_backfill    boolean     not null default false,
  primary key (account_id, event_id),
  foreign key (account_id, profile_id) references profiles,
  foreign key (account_id, metric_id) references metrics
);
-- The promise "recorded once".
create unique index events_once on events (account_id, profile_id, metric_id, unique_id);
-- The activity feed of a metric, and its charts.
create index events_by_metric on events (account_id, metric_id, occurred_at, event_id);
-- The timeline of a profile.
create index events_by_profile on events (account_id, profile_id, occurred_at, event_id);
-- Everything, newest first.
create index events_by_time on events (account_id, occurred_at, event_id);
-- The log, as followers read it.
create index events_log on events (shard, written_by, event_id);
select protect_by_account('events');

-- How far each follower has read each shard of its log.
create table follower_cursors (
  follower text     collate "C" not null,
  shard    smallint not null,
  xid      xid8     not null default '0',
  position bigint   not null default 0,
  primary key (follower, shard)
);
