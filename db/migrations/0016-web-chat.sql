-- Web chat: what the shop decided about its widget, and who is behind a browser. Locks nothing that exists.
create table web_chat_settings (
  account_id        text        collate "C" not null references accounts on delete cascade,
  allowed_origins   text[]      not null,  -- pages that may show the widget, beside our own
  greeting          jsonb       not null,  -- by language
  consent_note      jsonb,  -- by language; null: nobody has to agree to anything
  colour            text        not null check (colour ~ '^#[0-9a-fA-F]{6}$'),
  position          text        not null check (position in ('left', 'right')),
  secret_generation integer     not null default 0,  -- of the storefront secret, which is derived from it; 0: none was made
  secret_rotated_at timestamptz,
  updated_at        timestamptz not null,
  primary key (account_id)
);
select protect_by_account('web_chat_settings');

-- A browser that said something, agreed to something or was signed in. Looking leaves no row.
create table web_chat_visitors (
  account_id      text        collate "C" not null references accounts on delete cascade,
  visitor_id      uuid        not null,
  conversation_id uuid,
  anonymous_id    text        collate "C",  -- the shop's own id of this browser
  identity        jsonb,  -- who the storefront says it is, until the first message brings it to a profile
  identity_hash   bytea,  -- of the same, kept: a sign-in as somebody else is a new visitor
  signed_in_until timestamptz,  -- the storefront's word holds so long; wall clock
  consented_to    bytea,  -- hash of the note that was agreed to
  consented_at    timestamptz,
  seen_at         timestamptz not null,
  created_at      timestamptz not null,
  primary key (account_id, visitor_id),
  foreign key (account_id, conversation_id) references conversations on delete cascade
);
create index web_chat_visitors_by_conversation on web_chat_visitors (account_id, conversation_id);
create index web_chat_visitors_by_seen on web_chat_visitors (seen_at);
select protect_by_account('web_chat_visitors');

-- 'recommendation.clicked': which shown products shoppers opened. Reports count them.
create table web_chat_product_clicks (
  account_id       text        collate "C" not null,
  conversation_id  uuid        not null,
  position         integer     not null,  -- of the line that showed it
  product_id       text        collate "C" not null,
  clicks           integer     not null default 1,
  first_clicked_at timestamptz not null,
  last_clicked_at  timestamptz not null,
  primary key (account_id, conversation_id, position, product_id),
  foreign key (account_id, conversation_id, position) references conversation_lines on delete cascade
);
create index web_chat_product_clicks_by_time on web_chat_product_clicks (account_id, first_clicked_at);
select protect_by_account('web_chat_product_clicks');
