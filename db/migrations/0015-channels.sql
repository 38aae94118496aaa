-- Mails that we send. One row per cause: the dedupe key is what makes sending again harmless.
-- Locks nothing that is in use: all tables are new.
create table outbox_mails (
  account_id     text        collate "C" not null references accounts on delete cascade,
  mail_id        uuid        not null,  -- a ULID
  dedupe_key     text        collate "C" not null check (length(dedupe_key) between 1 and 200),
  purpose        text        not null default 'transactional' check (purpose in ('transactional', 'marketing')),
  profile_id     uuid,  -- whose it is, when that is known: forgotten together
  to_address     text        collate "C" not null,
  from_address   text,  -- null: the account's sender, looked up when it is sent
  from_name      text,
  reply_to       text,
  subject        text        not null,
  body_text      text        not null,
  body_html      text,
  headers        jsonb       not null default '{}',
  message_id     text        not null,  -- with angle brackets; the same however often it is sent
  state          text        not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'uncertain', 'kept')),
  attempts       smallint    not null default 0,
  due_at         timestamptz not null default 'epoch',  -- wall clock, as everything between us and a provider
  lease          uuid,  -- of the worker that may send it; another worker's lease makes it stop
  leased_until   timestamptz,
  failure        text,  -- from a closed list: OUTBOX_FAILURES
  failure_detail text,
  provider_reply text,
  created_at     timestamptz not null,  -- the account's clock
  finished_at    timestamptz,
  primary key (account_id, mail_id),
  unique (account_id, dedupe_key),
  foreign key (account_id, profile_id) references profiles on delete cascade
);
create index outbox_mails_due on outbox_mails (due_at) where state in ('queued', 'sending');
create index outbox_mails_by_created on outbox_mails (account_id, created_at, mail_id);
create index outbox_mails_by_profile on outbox_mails (account_id, profile_id);
select protect_by_account('outbox_mails');

-- The same for SMS and WhatsApp. Parts of one reply follow each other by position.
create table outbox_texts (
  account_id      text        collate "C" not null references accounts on delete cascade,
  text_id         uuid        not null,  -- a ULID
  dedupe_key      text        collate "C" not null check (length(dedupe_key) between 1 and 200),
  purpose         text        not null default 'transactional' check (purpose in ('transactional', 'marketing', 'opt-out-notice')),
  profile_id      uuid,
  channel         text        not null check (channel in ('sms', 'whatsapp')),
  to_number       text        collate "C" not null check (to_number ~ '^\+[0-9]{5,15}$'),
  body            text        not null,
  position        bigint      generated always as identity,
  state           text        not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'uncertain', 'kept')),
  attempts        smallint    not null default 0,
  due_at          timestamptz not null default 'epoch',
  lease           uuid,
  leased_until    timestamptz,
  failure         text,
  failure_detail  text,
  provider_id     text        collate "C",  -- the provider's id of the message
  provider_status text,  -- as the provider last reported it: delivered, undelivered, read …
  created_at      timestamptz not null,
  finished_at     timestamptz,
  primary key (account_id, text_id),
  unique (account_id, dedupe_key),
  foreign key (account_id, profile_id) references profiles on delete cascade
);
create index outbox_texts_due on outbox_texts (due_at) where state in ('queued', 'sending');
create index outbox_texts_waiting on outbox_texts (account_id, to_number, position) where state in ('queued', 'sending');
create index outbox_texts_by_provider on outbox_texts (account_id, provider_id) where provider_id is not null;
create index outbox_texts_by_created on outbox_texts (account_id, created_at, text_id);
create index outbox_texts_by_profile on outbox_texts (account_id, profile_id);
select protect_by_account('outbox_texts');

-- How an account sends and receives texts, one sender for each channel.
create table text_senders (
  account_id        text        collate "C" not null references accounts on delete cascade,
  channel           text        collate "C" not null check (channel in ('sms', 'whatsapp')),
  provider_account  text,  -- the provider's account SID
  auth_token_sealed bytea,
  auth_token_hint   text,  -- last characters, so that people recognise it
  sender            text,  -- a number in E.164 or an alphanumeric name
  messaging_service text,  -- instead of a sender: the provider chooses one
  api_url           text,  -- null: the provider's own
  updated_at        timestamptz not null,
  primary key (account_id, channel)
);
select protect_by_account('text_senders');

-- Numbers that asked for silence. Nothing is sent to them until they ask again.
-- No profile: the wish outlives the person's data.
create table text_opt_outs (
  account_id   text        collate "C" not null references accounts on delete cascade,
  channel      text        collate "C" not null check (channel in ('sms', 'whatsapp')),
  phone_number text        collate "C" not null,
  stopped_at   timestamptz not null,
  primary key (account_id, channel, phone_number)
);
select protect_by_account('text_opt_outs');

-- The ledger of keywords that shoppers sent: STOP, START, HELP. Append-only.
create table text_keywords (
  account_id   text        collate "C" not null references accounts on delete cascade,
  channel      text        collate "C" not null check (channel in ('sms', 'whatsapp')),
  external_id  text        collate "C" not null,  -- the provider's id: a webhook that comes again changes nothing
  phone_number text        collate "C" not null,
  keyword      text        not null check (keyword in ('stop', 'start', 'help')),
  written_as   text        not null,
  had_effect   boolean     not null,
  at           timestamptz not null,
  primary key (account_id, channel, external_id)
);
create index text_keywords_by_number on text_keywords (account_id, channel, phone_number, at);
select protect_by_account('text_keywords');

-- How an account receives and answers mail.
create table email_channels (
  account_id         text        collate "C" primary key references accounts on delete cascade,
  support_address    text,
  sender_name        text,
  uses_reply_tokens  boolean     not null default false,  -- answer to support+token@…: the server must accept such addresses
  trusted_authserv   text,  -- the server whose Authentication-Results we believe; null: nobody's
  webhook_token_hash bytea       unique,
  webhook_token_hint text,
  updated_at         timestamptz not null
);
select protect_by_account('email_channels');

-- Every address whose mail is an account's: the support address and its aliases.
create table mail_addresses (
  account_id text collate "C" not null references email_channels on delete cascade,
  address    text collate "C" not null unique,  -- compared form; one address leads to one account
  primary key (account_id, address)
);
select protect_by_account('mail_addresses');

-- What came in by mail, and what became of it. Forgotten after a while.
create table inbound_mails (
  account_id      text        collate "C" not null references accounts on delete cascade,
  message_id      text        collate "C" not null,  -- a mail that comes again changes nothing
  sender          text        collate "C" not null,  -- compared form; empty for bounces
  outcome         text        not null,  -- from a closed list: MAIL_OUTCOMES
  fingerprint     text        not null default '',  -- of what was said: machines repeat themselves
  conversation_id uuid,
  received_at     timestamptz not null,  -- wall clock: rate limits follow it
  primary key (account_id, message_id),
  foreign key (account_id, conversation_id) references conversations on delete cascade
);
create index inbound_mails_by_conversation on inbound_mails (account_id, conversation_id);
create index inbound_mails_by_sender on inbound_mails (account_id, sender, received_at);
create index inbound_mails_by_received on inbound_mails (account_id, received_at, message_id);
select protect_by_account('inbound_mails');

-- Which conversation a Message-ID belongs to, for mails in and out.
create table mail_threads (
  account_id      text        collate "C" not null references accounts on delete cascade,
  message_id      text        collate "C" not null,
  conversation_id uuid        not null,
  is_ours         boolean     not null,  -- we made it: who answers it has read our mail
  added_at        timestamptz not null,
  primary key (account_id, message_id),
  foreign key (account_id, conversation_id) references conversations on delete cascade
);
create index mail_threads_by_conversation on mail_threads (account_id, conversation_id, added_at);
select protect_by_account('mail_threads');

-- Where else a handed-off conversation goes, and when somebody is there.
create table handoff_settings (
  account_id            text        collate "C" primary key references accounts on delete cascade,
  webhook_url           text,
  webhook_secret_sealed bytea,
  webhook_secret_hint   text,
  desk_address          text,
  office_hours          jsonb,  -- seven lists of [from, until], Monday first; null: not said, nothing is promised
  closed_message        jsonb       not null default '{}',  -- by language: what is said while nobody is there
  updated_at            timestamptz not null
);
select protect_by_account('handoff_settings');

-- One row per handoff and destination, and each try.
create table handoff_deliveries (
  account_id      text        collate "C" not null references accounts on delete cascade,
  delivery_id     uuid        not null,  -- a ULID
  destination     text        collate "C" not null check (destination in ('webhook', 'email')),
  cause           text        collate "C" not null,  -- conversation and episode, or the test that caused it
  conversation_id uuid,
  payload         jsonb       not null,
  state           text        not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed')),
  attempts        smallint    not null default 0,
  due_at          timestamptz not null default 'epoch',
  lease           uuid,
  leased_until    timestamptz,
  last_status     integer,  -- HTTP status of the last answer
  failure_detail  text,
  created_at      timestamptz not null,
  finished_at     timestamptz,
  primary key (account_id, delivery_id),
  unique (account_id, destination, cause),
  foreign key (account_id, conversation_id) references conversations on delete cascade
);
create index handoff_deliveries_by_conversation on handoff_deliveries (account_id, conversation_id);
create index handoff_deliveries_due on handoff_deliveries (due_at) where state in ('queued', 'sending');
create index handoff_deliveries_by_created on handoff_deliveries (account_id, created_at, delivery_id);
select protect_by_account('handoff_deliveries');
