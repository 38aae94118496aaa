-- Derived from the event log by the follower 'metric.count-events'. Safe to rebuild: truncate all
-- three tables and delete the follower's cursors.
create table metric_activity (
  account_id     text        collate "C" not null,
  metric_id      text        collate "C" not null,
  event_count    bigint      not null,
  first_event_at timestamptz not null,
  last_event_at  timestamptz not null,
  primary key (account_id, metric_id),
  foreign key (account_id, metric_id) references metrics on delete cascade
) with (fillfactor = 50);
select protect_by_account('metric_activity');

-- Quarter hours, because every time zone since 1990 is a whole number of quarter hours off UTC.
create table metric_counters (
  account_id  text        collate "C" not null,
  metric_id   text        collate "C" not null,
  quarter_at  timestamptz not null,
  event_count bigint      not null,
  value_sum   numeric     not null,
  primary key (account_id, metric_id, quarter_at),
  foreign key (account_id, metric_id) references metrics on delete cascade
) with (fillfactor = 80);
select protect_by_account('metric_counters');

-- What properties the events of a metric carry, with types and a few sample values.
create table metric_properties (
  account_id    text        collate "C" not null,
  metric_id     text        collate "C" not null,
  property      text        collate "C" not null,
  string_count  bigint      not null default 0,
  number_count  bigint      not null default 0,
  boolean_count bigint      not null default 0,
  date_count    bigint      not null default 0,
  list_count    bigint      not null default 0,
  object_count  bigint      not null default 0,
  samples       jsonb       not null default '[]',
  first_seen_at timestamptz not null,
  last_seen_at  timestamptz not null,
  primary key (account_id, metric_id, property),
  foreign key (account_id, metric_id) references metrics on delete cascade
) with (fillfactor = 50);
select protect_by_account('metric_properties');

-- Sums over several metrics that a merchant named, and the seven roles a metric can play.
create table custom_metrics (
  account_id       text        collate "C" not null references accounts on delete cascade,
  custom_metric_id text        collate "C" not null check (custom_metric_id ~ '^[0-9a-f]{32}$'),
  name             text        collate "C" not null check (length(name) between 1 and 255),
  definition       jsonb       not null,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  primary key (account_id, custom_metric_id),
  unique (account_id, name)
);
select protect_by_account('custom_metrics');

create table mapped_metrics (
  account_id       text        collate "C" not null references accounts on delete cascade,
  role             text        collate "C" not null,
  metric_id        text        collate "C",
  custom_metric_id text        collate "C",
  updated_at       timestamptz not null,
  primary key (account_id, role),
  foreign key (account_id, metric_id) references metrics on delete cascade,
  foreign key (account_id, custom_metric_id) references custom_metrics on delete cascade,
  check (num_nonnulls(metric_id, custom_metric_id) <= 1)
);
select protect_by_account('mapped_metrics');
