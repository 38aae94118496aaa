-- What brought people to what they did: touches of messages and conversations, and which touch each event is
-- credited to. Writes a line for every answer of the agent there is; locks nothing that exists.

-- Each answer of the agent, as a log: who was answered, and when.
create table conversation_answers (
  account_id      text        collate "C" not null references accounts on delete cascade,
  answer_id       bigint      generated always as identity,  -- also its position in the log
  shard           smallint    not null check (shard between 0 and 15),
  written_by      xid8        not null default pg_current_xact_id(),
  profile_id      uuid        not null,  -- as it was: no foreign key, a merge leads on
  conversation_id uuid        not null,  -- no foreign key: numbers of the past outlive the transcript
  channel         text        not null,
  turn            integer     not null,
  at              timestamptz not null,
  primary key (account_id, answer_id),
  unique (account_id, conversation_id, turn)
);
create index conversation_answers_log on conversation_answers (shard, written_by, answer_id);
select protect_by_account('conversation_answers');

-- Derived from the logs of events and answers. `nth` is the event or the answer.
create table touches (
  account_id      text        collate "C" not null references accounts on delete cascade,
  source          text        collate "C" not null check (source in ('event', 'answer')),
  nth             bigint      not null,
  profile_id      uuid        not null,
  kind            text        collate "C" not null,
  rank            smallint    not null,  -- of two touches in one second the lower counts
  at              timestamptz not null,  -- whole seconds, as events
  received_at     timestamptz not null,  -- when the message came; of an answer, the same as at
  is_bot          boolean     not null,
  is_proxy        boolean     not null,
  message_id      uuid,
  conversation_id uuid,
  primary key (account_id, source, nth),
  foreign key (account_id, profile_id) references profiles,
  check (num_nonnulls(message_id, conversation_id) = 1)
);
create index touches_by_profile on touches (account_id, profile_id, at);
create index touches_by_message on touches (account_id, message_id, kind) where message_id is not null;
select protect_by_account('touches');

-- The touch that an event is credited to; no row: none. Conversions are counted here.
create table attributions (
  account_id      text        collate "C" not null,
  event_id        bigint      not null,
  metric_id       text        collate "C" not null,
  occurred_at     timestamptz not null,
  value           numeric,
  touch_source    text        collate "C" not null,
  touch_nth       bigint      not null,
  kind            text        collate "C" not null,
  message_id      uuid,
  conversation_id uuid,
  primary key (account_id, event_id),
  foreign key (account_id, event_id) references events on delete cascade,
  foreign key (account_id, touch_source, touch_nth) references touches on delete cascade
);
create index attributions_by_message on attributions (account_id, metric_id, message_id) where message_id is not null;
create index attributions_by_time on attributions (account_id, metric_id, occurred_at, event_id);
create index attributions_by_touch on attributions (account_id, touch_source, touch_nth);
select protect_by_account('attributions');

-- No row: the defaults in src/attribution/attribution-settings.ts. The lower half is how far history has been
-- recomputed under them: up to recompute_at of the events until recompute_until.
create table attribution_settings (
  account_id            text        collate "C" not null references accounts on delete cascade,
  settings              jsonb       not null,
  updated_at            timestamptz not null,
  recompute_at          bigint      not null default 0,
  recompute_until       bigint      not null default 0,
  recompute_done        bigint      not null default 0,
  recompute_total       bigint      not null default 0,
  recompute_started_at  timestamptz,  -- wall clock
  recompute_finished_at timestamptz,
  primary key (account_id)
);
select protect_by_account('attribution_settings');

insert into conversation_answers (account_id, shard, profile_id, conversation_id, channel, turn, at)
select t.account_id, 0, c.profile_id, t.conversation_id, c.channel, t.turn, t.at
from conversation_turns t
join conversations c on c.account_id = t.account_id and c.conversation_id = t.conversation_id
where t.reply_position is not null
order by t.at;
