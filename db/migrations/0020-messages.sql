-- Messages to people, on any channel: what they would say, and one row for each person they are for.
-- Locks nothing that exists.

-- What an action of a flow, or a campaign, sends. Edited in place: a message says what its content says
-- when it is sent.
create table message_contents (
  account_id             text        collate "C" not null references accounts on delete cascade,
  content_id             text        collate "C" not null check (length(content_id) between 1 and 40),
  channel                text        not null check (channel in ('email', 'sms', 'whatsapp')),
  name                   text        not null,
  from_email             text,  -- this and the next two: null means the account's own
  from_label             text,
  reply_to_email         text,
  cc_email               text,
  bcc_email              text,
  subject                text,
  preview_text           text,
  template_id            text        collate "C",
  html                   text,  -- of an email without a template
  body                   text,  -- what a text says; of an email without a template, its plain part
  is_transactional       boolean     not null,
  has_smart_sending      boolean     not null,
  has_quiet_hours        boolean     not null,
  adds_tracking_params   boolean     not null,
  custom_tracking_params jsonb       not null,  -- [{"param": …, "value": …}]
  additional_filters     jsonb,  -- in the condition language
  tracks_opens           boolean     not null,
  tracks_clicks          boolean     not null,
  options                jsonb       not null,  -- what only one channel has
  created_at             timestamptz not null,
  updated_at             timestamptz not null,
  primary key (account_id, content_id)
);
select protect_by_account('message_contents');

-- One message for one person. No personal data: what was said is in message_copies.
create table messages (
  account_id          text        collate "C" not null references accounts on delete cascade,
  message_id          uuid        not null,  -- a ULID
  dedupe_key          text        collate "C" not null check (length(dedupe_key) between 1 and 200),
  profile_id          uuid        not null,
  content_id          text        collate "C" not null,  -- no foreign key: a message outlives what it says
  channel             text        not null check (channel in ('email', 'sms', 'whatsapp')),
  purpose             text        not null check (purpose in ('marketing', 'transactional')),
  event_id            text,  -- the event that started it, by its position
  flow_start          timestamptz,
  list_ids            text[]      not null,  -- the lists it goes to
  source              text        not null check (source in ('flow', 'campaign', 'test', 'api')),
  flow_id             text        collate "C",
  action_id           text        collate "C",
  enrolment_id        text        collate "C",
  campaign_id         text        collate "C",
  campaign_message_id text        collate "C",
  variation_id        text        collate "C",
  state               text        not null default 'queued' check (state in (
                        'queued', 'sending', 'sent', 'delivered', 'bounced', 'skipped', 'failed', 'uncertain', 'cancelled', 'kept')),
  skip_reason         text,  -- from a closed list: SKIP_REASONS
  detail              text,  -- what else is to be said about the state; nothing personal
  due_at              timestamptz not null,  -- the account's clock
  retry_at            timestamptz,  -- wall clock: the next try after a passing refusal
  attempts            smallint    not null default 0,
  lease               uuid,
  leased_until        timestamptz,  -- wall clock
  smart_until         timestamptz,  -- other messages of this channel wait or are skipped until then
  provider_id         text        collate "C",
  queued_at           timestamptz not null,  -- this and what follows: the account's clock
  attempted_at        timestamptz,
  sent_at             timestamptz,
  delivered_at        timestamptz,
  opened_at           timestamptz,
  clicked_at          timestamptz,
  bounced_at          timestamptz,
  unsubscribed_at     timestamptz,
  complained_at       timestamptz,
  finished_at         timestamptz,
  opens               integer     not null default 0,
  clicks              integer     not null default 0,
  primary key (account_id, message_id),
  unique (account_id, dedupe_key),
  foreign key (account_id, profile_id) references profiles,
  check ((state = 'skipped') = (skip_reason is not null))
);
create index messages_due on messages (account_id, due_at, message_id) where state = 'queued' and retry_at is null;
create index messages_to_retry on messages (account_id, retry_at) where state = 'queued' and retry_at is not null;
create index messages_sending on messages (account_id, leased_until) where state = 'sending';
create index messages_by_profile on messages (account_id, profile_id, message_id);
create index messages_attempted on messages (account_id, profile_id, channel, attempted_at) where attempted_at is not null;
create index messages_by_content on messages (account_id, content_id, message_id);
create index messages_by_flow on messages (account_id, flow_id, action_id, message_id) where flow_id is not null;
create index messages_by_enrolment on messages (account_id, enrolment_id) where enrolment_id is not null;
create index messages_by_campaign on messages (account_id, campaign_id, message_id) where campaign_id is not null;
create index messages_by_state on messages (account_id, state, message_id);
create index messages_by_provider on messages (account_id, provider_id) where provider_id is not null;
select protect_by_account('messages');

-- What was handed over, as it was. Forgotten after a while, or with the person; the links lead on longer.
create table message_copies (
  account_id     text        collate "C" not null,
  message_id     uuid        not null,
  profile_id     uuid        not null,
  to_address     text        not null,  -- email address or number
  from_address   text,
  from_name      text,
  subject        text,
  html           text,
  body           text,
  headers        jsonb       not null default '{}',
  header_id      text,  -- Message-ID with angle brackets, the same however often it is sent
  links          text[]      not null default '{}',  -- where tracked links lead, by their number
  provider_reply text,
  kept_at        timestamptz not null,
  primary key (account_id, message_id),
  foreign key (account_id, message_id) references messages on delete cascade,
  foreign key (account_id, profile_id) references profiles on delete cascade
);
create index message_copies_by_profile on message_copies (account_id, profile_id);
create index message_copies_by_age on message_copies (kept_at);
select protect_by_account('message_copies');

-- How an account sends. No row: the defaults in src/message/sending-settings.ts.
create table sending_settings (
  account_id       text        collate "C" primary key references accounts on delete cascade,
  settings         jsonb       not null,
  dkim_key_sealed  bytea,
  updated_at       timestamptz not null
);
select protect_by_account('sending_settings');
