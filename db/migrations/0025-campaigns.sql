-- Campaigns: one send to many. Audiences, messages and variations have rows of their own.
-- Adds an index to messages, which blocks writes to it while it is built.

create table campaigns (
  account_id           text        collate "C" not null references accounts on delete cascade,
  campaign_id          text        collate "C" not null,  -- a ULID
  name                 text        not null,
  channel              text        not null check (channel in ('email', 'sms', 'whatsapp')),
  status               text        not null,  -- from a closed list: CAMPAIGN_STATUSES
  archived             boolean     not null default false,
  strategy             jsonb       not null,  -- when it is sent, in the words of the API
  has_smart_sending    boolean     not null,
  tracking             jsonb       not null,
  recipients_when      text        not null default 'at-send' check (recipients_when in ('at-send', 'at-schedule')),
  test_share           smallint    check (test_share between 1 and 100),  -- percent that get variations by lot; 100: all, and there is no winner
  winner_metric        text        check (winner_metric in ('open-rate', 'click-rate')),
  winner_after_minutes integer,
  winner_id            text        collate "C",  -- the variation that the rest gets
  winner_at            timestamptz,  -- when it is chosen
  run                  integer     not null default 0,  -- how often it was scheduled
  resolve_at           timestamptz,  -- from then on recipients are determined
  send_at              timestamptz,  -- the first may be sent
  resolved_at          timestamptz,  -- all recipients are determined
  resolve_after        uuid,  -- up to this profile, while they are determined
  recipients           bigint      not null default 0,
  unreachable          bigint      not null default 0,  -- of the audience, but without address or consent
  excluded             bigint      not null default 0,
  released             bigint      not null default 0,  -- of the recipients, handed to sending
  is_paused            boolean     not null default false,
  hold                 jsonb,  -- why it does not go on by itself
  active_at            timestamptz,  -- when it was last moved on, or told to
  scheduled_at         timestamptz,
  created_at           timestamptz not null,
  updated_at           timestamptz not null,
  primary key (account_id, campaign_id)
);
create index campaigns_by_created on campaigns (account_id, created_at, campaign_id);
create index campaigns_running on campaigns (account_id, campaign_id)
  where status in ('Queued without Recipients', 'Adding Recipients', 'Preparing to schedule', 'Scheduled', 'Preparing to send', 'Sending', 'Sending Segments', 'Variations Sent');
select protect_by_account('campaigns');

create table campaign_audiences (
  account_id  text    collate "C" not null,
  campaign_id text    collate "C" not null,
  group_id    text    collate "C" not null,  -- no foreign key: a campaign whose segment is gone must not be sent to all
  is_excluded boolean not null,
  place       integer not null,
  primary key (account_id, campaign_id, is_excluded, group_id),
  foreign key (account_id, campaign_id) references campaigns on delete cascade
);
create index campaign_audiences_by_group on campaign_audiences (account_id, group_id);
select protect_by_account('campaign_audiences');

create table campaign_messages (
  account_id  text        collate "C" not null,
  message_id  text        collate "C" not null,  -- a ULID
  campaign_id text        collate "C" not null,
  place       integer     not null,
  label       text,
  image_id    bigint,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (account_id, message_id),
  foreign key (account_id, campaign_id) references campaigns on delete cascade
);
create index campaign_messages_of on campaign_messages (account_id, campaign_id, place);
select protect_by_account('campaign_messages');

-- What a message says, in one or several ways. The id is that of its message_contents; the first
-- has the id of the message.
create table campaign_variations (
  account_id   text        collate "C" not null,
  variation_id text        collate "C" not null,
  message_id   text        collate "C" not null,
  place        integer     not null,
  name         text        not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (account_id, variation_id),
  foreign key (account_id, message_id) references campaign_messages on delete cascade
);
create index campaign_variations_of on campaign_variations (account_id, message_id, place);
select protect_by_account('campaign_variations');

-- The queue of a campaign: who is to get it and has not been handed to sending yet. No foreign keys:
-- checking them would lock each of a million profiles; sending finds out who is gone.
create table campaign_recipients (
  account_id  text        collate "C" not null,
  campaign_id text        collate "C" not null,
  profile_id  uuid        not null,
  due_at      timestamptz not null,  -- the account's clock
  variation   smallint,  -- by its place; null: the winner, or the only one
  is_rest     boolean     not null default false,  -- waits for the winner of a test
  primary key (account_id, campaign_id, profile_id)
);
create index campaign_recipients_due on campaign_recipients (account_id, campaign_id, is_rest, due_at, profile_id);
select protect_by_account('campaign_recipients');

create table campaign_estimates (
  account_id  text        collate "C" not null,
  campaign_id text        collate "C" not null,
  status      text        not null check (status in ('queued', 'processing', 'complete', 'cancelled')),
  recipients  bigint,
  updated_at  timestamptz not null,
  primary key (account_id, campaign_id),
  foreign key (account_id, campaign_id) references campaigns on delete cascade
);
select protect_by_account('campaign_estimates');

create index messages_open_of_campaign on messages (account_id, campaign_id)
  where campaign_id is not null and state in ('queued', 'sending');
