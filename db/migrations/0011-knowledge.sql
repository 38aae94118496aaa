-- What the agent may quote, made searchable. Row-level security keeps full-text and trigram operators
-- out of index conditions, so the index is tables of our own: terms and passages by equality.
-- Locks nothing that exists.

-- What a teammate added: a text, a page, a site or a file.
create table knowledge_sources (
  account_id      text        collate "C" not null references accounts on delete cascade,
  knowledge_id    uuid        not null,  -- a ULID
  source_type     text        not null check (source_type in ('snippet', 'webpage', 'file')),
  title           text,
  content         text,  -- of snippets
  url             text        collate "C",  -- of webpages, in normal form
  scope           text        check (scope in ('single-page', 'entire-site')),
  auto_reindex    boolean,
  media_type      text,  -- of files
  status          text        not null check (status in ('pending', 'indexing', 'indexed', 'failed', 'rejected')),
  error           text,
  edition_id      bigint,  -- what searches see; null until the first time that all of it was read
  next_edition_id bigint,  -- being made; searches see none of it
  crawl           jsonb,  -- robots rules and limits of the crawl under way
  pages_found     integer     not null default 0,
  pages_done      integer     not null default 0,
  pages_failed    integer     not null default 0,
  bytes_read      bigint      not null default 0,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  indexed_at      timestamptz,
  reindex_at      timestamptz,  -- by the account's clock; null: only when somebody asks
  begun_at        timestamptz,  -- wall clock, of the indexing under way
  worked_at       timestamptz,  -- wall clock; long ago while pending or indexing: whoever worked on it died
  primary key (account_id, knowledge_id)
);
create unique index knowledge_sources_by_url on knowledge_sources (account_id, url) where url is not null;
create index knowledge_sources_by_creation on knowledge_sources (account_id, created_at, knowledge_id);
create index knowledge_sources_due on knowledge_sources (reindex_at) where reindex_at is not null;
create index knowledge_sources_under_way on knowledge_sources (worked_at) where status in ('pending', 'indexing');
select protect_by_account('knowledge_sources');

-- Uploaded bytes, until they are read.
create table knowledge_files (
  account_id   text  collate "C" not null,
  knowledge_id uuid  not null,
  content      bytea not null,
  primary key (account_id, knowledge_id),
  foreign key (account_id, knowledge_id) references knowledge_sources on delete cascade
);
select protect_by_account('knowledge_files');

-- The pages of a site, and how far its crawl has come.
create table knowledge_pages (
  account_id   text    collate "C" not null,
  knowledge_id uuid    not null,
  url          text    collate "C" not null,
  position     integer not null,  -- in the sitemap
  state        text    not null check (state in ('waiting', 'done', 'failed')),
  title        text,
  error        text,
  passages     integer not null default 0,
  primary key (account_id, knowledge_id, url),
  foreign key (account_id, knowledge_id) references knowledge_sources on delete cascade
);
create index knowledge_pages_waiting on knowledge_pages (account_id, knowledge_id, position) where state = 'waiting';
select protect_by_account('knowledge_pages');

-- One reading of a source. Searches see a source's current edition whole or not at all; others are
-- being made, or wait to be cleared away. No foreign key to the source: it may be gone before them.
create table knowledge_editions (
  account_id   text    collate "C" not null references accounts on delete cascade,
  edition_id   bigint  generated always as identity,
  knowledge_id uuid    not null,
  state        text    not null check (state in ('making', 'current', 'retired')),
  passages     integer not null default 0,
  primary key (account_id, edition_id)
);
create index knowledge_editions_hidden on knowledge_editions (account_id, edition_id) where state <> 'current';
create index knowledge_editions_retired on knowledge_editions (edition_id) where state = 'retired';
create index knowledge_editions_by_source on knowledge_editions (account_id, knowledge_id);
select protect_by_account('knowledge_editions');

-- A part of an edition, short enough to quote.
create table knowledge_passages (
  account_id text     collate "C" not null,
  passage_id bigint   generated always as identity,
  edition_id bigint   not null,
  title      text     not null,
  heading    text     not null default '',  -- the headings it stands under
  url        text,
  body       text     not null,
  language   text     not null check (language in ('en', 'de')),
  terms      text[]   not null,  -- its rows in knowledge_postings, so that they can be found and removed
  primary key (account_id, passage_id),
  foreign key (account_id, edition_id) references knowledge_editions on delete cascade
);
create index knowledge_passages_by_edition on knowledge_passages (account_id, edition_id, passage_id);
select protect_by_account('knowledge_passages');

-- The inverted index: which passages hold a term, and how much it says about each of them.
create table knowledge_postings (
  account_id text   collate "C" not null references accounts on delete cascade,
  term       text   collate "C" not null,
  passage_id bigint not null,  -- no foreign key: it would need an index by passage as large as the table
  edition_id bigint not null,
  weight     real   not null,  -- BM25 without the part that depends on the other passages
  primary key (account_id, term, passage_id) include (edition_id, weight)
);
select protect_by_account('knowledge_postings');

-- Every term with the number of passages that hold it: what a term is worth, and which are misspelled.
create table knowledge_vocabulary (
  account_id text    collate "C" not null references accounts on delete cascade,
  term       text    collate "C" not null,
  passages   integer not null,
  primary key (account_id, term)
);
select protect_by_account('knowledge_vocabulary');

-- Terms with one or two letters left out: a misspelled word shares one of these with the right one.
create table knowledge_spellings (
  account_id text collate "C" not null,
  spelling   text collate "C" not null,
  term       text collate "C" not null,
  primary key (account_id, spelling, term),
  foreign key (account_id, term) references knowledge_vocabulary on delete cascade
);
create index knowledge_spellings_by_term on knowledge_spellings (account_id, term);
select protect_by_account('knowledge_spellings');

-- Questions that no passage answered, alike ones together.
create table knowledge_gaps (
  account_id    text        collate "C" not null references accounts on delete cascade,
  gap_id        uuid        not null,  -- a ULID
  language      text        not null check (language in ('en', 'de')),
  state         text        not null check (state in ('open', 'approved', 'dismissed')),
  questions     integer     not null default 0,
  first_seen_at timestamptz not null,
  last_seen_at  timestamptz not null,
  draft_title   text,
  draft_content text,
  knowledge_id  uuid,  -- the snippet that was approved
  decided_at    timestamptz,
  decided_by    text,
  primary key (account_id, gap_id)
);
create index knowledge_gaps_by_time on knowledge_gaps (account_id, state, last_seen_at, gap_id);
select protect_by_account('knowledge_gaps');

create table knowledge_gap_questions (
  account_id      text        collate "C" not null,
  gap_id          uuid        not null,
  question_id     uuid        not null,  -- a ULID
  question        text        not null,
  conversation_id uuid,
  asked_at        timestamptz not null,
  score_before    real        not null,  -- of the best passage when it was asked
  score_after     real,  -- once the gap was filled
  answered_by     text,  -- title of the passage that answers it since
  primary key (account_id, gap_id, question_id),
  foreign key (account_id, gap_id) references knowledge_gaps on delete cascade
);
create index knowledge_gap_questions_by_conversation on knowledge_gap_questions (account_id, conversation_id);
select protect_by_account('knowledge_gap_questions');

-- What the questions of an open gap are about: the way from a new question to the gap it belongs to.
create table knowledge_gap_terms (
  account_id text    collate "C" not null,
  term       text    collate "C" not null,
  gap_id     uuid    not null,
  questions  integer not null,  -- of the gap that hold the term
  primary key (account_id, term, gap_id),
  foreign key (account_id, gap_id) references knowledge_gaps on delete cascade
);
select protect_by_account('knowledge_gap_terms');
