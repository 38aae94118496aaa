-- Rows of a log that a follower could not apply after several attempts, even alone. The follower went
-- on without them; the row itself is still in its log. And ids by which the API names the properties
-- of a metric. Locks metric_properties while the column is added.
create table follower_failures (
  account_id text        collate "C" not null references accounts on delete cascade,
  follower   text        collate "C" not null,
  position   bigint      not null,  -- event_id or change_id
  shard      smallint    not null,
  error      text        not null,
  failed_at  timestamptz not null,  -- wall clock, also in sandbox accounts
  primary key (account_id, follower, position)
);
select protect_by_account('follower_failures');

alter table metric_properties
  add column property_id text collate "C" not null
  generated always as (md5(account_id || '/' || metric_id || '/' || property)) stored;
create unique index metric_properties_by_id on metric_properties (account_id, property_id);
