-- Conversations with shoppers: who speaks, what was said, how each episode ended. Locks nothing that exists.
create table conversation_settings (
  account_id    text        collate "C" not null references accounts on delete cascade,
  first_message text        not null check (first_message in ('full', 'redacted', 'off')),  -- what the Started event keeps of it
  updated_at    timestamptz not null,
  primary key (account_id)
);
select protect_by_account('conversation_settings');

-- Channels that differ from the defaults in src/conversation/channel-settings.ts.
create table conversation_channels (
  account_id         text        collate "C" not null references accounts on delete cascade,
  channel            text        collate "C" not null check (channel in ('web-chat', 'sms', 'email', 'whatsapp')),
  is_on              boolean     not null,
  inactivity_minutes integer     not null check (inactivity_minutes between 1 and 43200),
  reopen_hours       integer     not null check (reopen_hours between 0 and 8760),
  follows_up         boolean     not null,  -- asks a silent shopper once before giving up
  updated_at         timestamptz not null,
  primary key (account_id, channel)
);
select protect_by_account('conversation_channels');

create table conversations (
  account_id            text        collate "C" not null references accounts on delete cascade,
  conversation_id       uuid        not null,  -- a ULID, so that newest first is by id
  profile_id            uuid        not null,
  channel               text        collate "C" not null check (channel in ('web-chat', 'sms', 'email', 'whatsapp')),
  address               text        collate "C",  -- where the shopper writes from; null on web chat
  verified_by           text,  -- what proved who the shopper is: sign-in, code, number; null: nothing
  status                text        collate "C" not null  -- the team owns what is routed to it, the agent the rest
    check (status in ('open', 'routed-to-team', 'resolved-by-ai', 'closed')),
  status_at             timestamptz not null,
  language              text,
  subject               text,
  page                  jsonb,  -- what the shopper looks at
  episode               integer     not null,  -- the latest; 0: nobody has written yet
  turns                 integer     not null default 0,
  last_position         integer     not null default 0,
  last_shopper_position integer     not null default 0,
  answered_position     integer     not null default 0,  -- a turn is due while the shopper wrote after it
  team_read_position    integer     not null default 0,
  last_line_at          timestamptz not null,
  last_author           text        not null default 'system',
  offer                 jsonb,  -- a handoff that the shopper was offered and has not answered
  memory                jsonb       not null default '{}',  -- what skills carry from turn to turn
  due_at                timestamptz,  -- when silence is judged; null while nobody waits
  assignee_id           uuid        references users on delete set null,
  snoozed_until         timestamptz,
  skills                text[]      not null default '{}',  -- used so far, in order of first use
  product_ids           text[]      not null default '{}',  -- recommended so far
  escalation_reason     text,  -- the latest
  has_knowledge_gap     boolean     not null default false,
  created_at            timestamptz not null,
  updated_at            timestamptz not null,
  primary key (account_id, conversation_id),
  foreign key (account_id, profile_id) references profiles
);
create index conversations_by_profile on conversations (account_id, profile_id, conversation_id);
create index conversations_by_address on conversations (account_id, channel, address, conversation_id);
create index conversations_by_activity on conversations (account_id, last_line_at, conversation_id);
create index conversations_by_status on conversations (account_id, status, last_line_at, conversation_id);
create index conversations_by_assignee on conversations (account_id, assignee_id, last_line_at, conversation_id);
create index conversations_snoozed on conversations (account_id, snoozed_until) where snoozed_until is not null;
create index conversations_gaps on conversations (account_id, last_line_at, conversation_id) where has_knowledge_gap;
create index conversations_due on conversations (due_at) where due_at is not null;
create index conversations_unanswered on conversations (account_id, conversation_id)
  where status = 'open' and last_shopper_position > answered_position;
select protect_by_account('conversations');

-- From a first message to the next end. The outcome is set once and never changed.
create table conversation_episodes (
  account_id          text        collate "C" not null,
  conversation_id     uuid        not null,
  episode             integer     not null,  -- from 1
  started_at          timestamptz not null,
  first_position      integer     not null,
  start_recorded_at   timestamptz,  -- null: the Started event waits for the first routing decision
  initial_skill       text,
  last_skill          text,
  standing            text        not null default 'nothing-yet'
    check (standing in ('nothing-yet', 'answered', 'asked', 'offered', 'gap', 'declined')),
  answers             integer     not null default 0,  -- replies that answered something
  replies             integer     not null default 0,
  followed_up_at      timestamptz,
  outcome             text        check (outcome in ('resolved', 'escalated', 'abandoned', 'closed')),
  ended_at            timestamptz check ((ended_at is null) = (outcome is null)),
  resolution_type     text,
  escalation_reason   text,
  escalation_category text,
  rule_id             text,
  handoff_mode        text,
  caused_by           text,
  primary key (account_id, conversation_id, episode),
  foreign key (account_id, conversation_id) references conversations on delete cascade
);
create index conversation_episodes_by_start on conversation_episodes (account_id, started_at);
create index conversation_episodes_unrecorded on conversation_episodes (account_id, started_at)
  where start_recorded_at is null;
select protect_by_account('conversation_episodes');

-- The transcript.
create table conversation_lines (
  account_id      text        collate "C" not null,
  conversation_id uuid        not null,
  position        integer     not null,  -- from 1, without gaps
  episode         integer     not null,
  channel         text        collate "C" not null,
  author          text        not null check (author in ('shopper', 'agent', 'teammate', 'system')),
  author_id       uuid        references users on delete set null,
  author_name     text,
  kind            text        not null check (kind in ('message', 'offer', 'handoff', 'authentication', 'follow-up', 'note', 'notice')),
  text            text        not null,
  payload         jsonb       not null default '{}',  -- products, quick replies, what a notice is about
  turn            integer,
  external_id     text        collate "C",  -- of the channel: a message that is delivered again is one line
  at              timestamptz not null,
  primary key (account_id, conversation_id, position),
  foreign key (account_id, conversation_id) references conversations on delete cascade
);
create unique index conversation_lines_once on conversation_lines (account_id, channel, external_id)
  where external_id is not null;
select protect_by_account('conversation_lines');

-- How each of the agent's turns came about.
create table conversation_turns (
  account_id      text        collate "C" not null,
  conversation_id uuid        not null,
  turn            integer     not null,  -- from 1, over all episodes
  episode         integer     not null,
  read_up_to      integer     not null,  -- the last line that was read
  reply_position  integer,  -- null: a silent handoff says nothing
  action          text        not null,
  skill           text,
  language        text        not null,
  knowledge_gap   text,
  product_ids     text[]      not null default '{}',
  trace           jsonb       not null,
  took_ms         integer     not null,
  at              timestamptz not null,
  primary key (account_id, conversation_id, turn),
  foreign key (account_id, conversation_id) references conversations on delete cascade
);
create index conversation_turns_by_time on conversation_turns (account_id, at);
select protect_by_account('conversation_turns');

create table conversation_tags (
  account_id      text        collate "C" not null,
  conversation_id uuid        not null,
  tag             text        collate "C" not null check (length(tag) between 1 and 100),
  set_by          text        not null check (set_by in ('agent', 'teammate')),
  set_by_name     text,
  episode         integer     not null,  -- in which it was set last
  is_removed      boolean     not null default false,  -- a teammate took it off: the agent does not set it again
  at              timestamptz not null,
  primary key (account_id, conversation_id, tag),
  foreign key (account_id, conversation_id) references conversations on delete cascade
);
create index conversation_tags_by_tag on conversation_tags (account_id, tag, conversation_id);
select protect_by_account('conversation_tags');

-- Lines that have to reach the shopper outside: on SMS, WhatsApp and by email.
create table conversation_deliveries (
  account_id      text        collate "C" not null,
  conversation_id uuid        not null,
  position        integer     not null,
  channel         text        not null,
  address         text        not null,
  state           text        not null default 'waiting' check (state in ('waiting', 'handed-over', 'failed')),
  reference       text,  -- of the mail or text in the outbox
  error           text,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  primary key (account_id, conversation_id, position),
  foreign key (account_id, conversation_id, position) references conversation_lines on delete cascade
);
create index conversation_deliveries_waiting on conversation_deliveries (created_at) where state = 'waiting';
select protect_by_account('conversation_deliveries');

-- Words of the transcripts, for the search: row-level security keeps text search out of index conditions.
create table conversation_words (
  account_id      text collate "C" not null,
  word            text collate "C" not null,
  conversation_id uuid not null,
  primary key (account_id, word, conversation_id),
  foreign key (account_id, conversation_id) references conversations on delete cascade
);
create index conversation_words_by_conversation on conversation_words (account_id, conversation_id, word);
select protect_by_account('conversation_words');

-- Prepared answers of teammates.
create table conversation_macros (
  account_id text        collate "C" not null references accounts on delete cascade,
  macro_id   uuid        not null,
  name       text        not null check (length(name) between 1 and 200),
  text       text        not null check (length(text) between 1 and 10000),
  language   text,
  created_by text        not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, macro_id)
);
select protect_by_account('conversation_macros');

-- Filters of the inbox that were given a name.
create table conversation_views (
  account_id text        collate "C" not null references accounts on delete cascade,
  view_id    uuid        not null,
  name       text        not null check (length(name) between 1 and 200),
  filter     text        not null,  -- in the filter language of the conversation list
  search     text        not null default '',
  sort       text        not null,
  created_by text        not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, view_id)
);
select protect_by_account('conversation_views');
