-- What a shop sells: items, their variants, categories. Ids are the shop's own.
create table catalog_items (
  account_id    text        collate "C" not null references accounts on delete cascade,
  item_id       text        collate "C" not null,
  item_no       bigint      generated always as identity,  -- short key of the search tables
  title         text        not null,
  description   text        not null,
  url           text        not null,
  price         numeric,
  image_url     text,
  thumbnail_url text,
  images        text[]      not null default '{}',
  metadata      jsonb       not null default '{}',
  is_published  boolean     not null,
  terms         jsonb       not null default '{}',  -- what catalog_terms holds of it, so that a change writes only the difference
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (account_id, item_id),
  unique (account_id, item_no)
);
create index catalog_items_by_created on catalog_items (account_id, created_at, item_id);
select protect_by_account('catalog_items');

create table catalog_variants (
  account_id         text        collate "C" not null,
  variant_id         text        collate "C" not null,
  item_id            text        collate "C" not null,
  title              text        not null,
  description        text        not null,
  sku                text        collate "C" not null,
  inventory_policy   smallint    check (inventory_policy between 0 and 2),
  inventory_quantity numeric     not null,
  price              numeric     not null,
  url                text        not null,
  image_url          text,
  thumbnail_url      text,
  images             text[]      not null default '{}',
  metadata           jsonb       not null default '{}',
  is_published       boolean     not null,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  primary key (account_id, variant_id),
  foreign key (account_id, item_id) references catalog_items on delete cascade
);
create index catalog_variants_by_created on catalog_variants (account_id, created_at, variant_id);
create index catalog_variants_by_item on catalog_variants (account_id, item_id, created_at, variant_id);
create index catalog_variants_by_sku on catalog_variants (account_id, sku);
select protect_by_account('catalog_variants');

create table catalog_categories (
  account_id  text        collate "C" not null references accounts on delete cascade,
  category_id text        collate "C" not null,
  name        text        not null,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (account_id, category_id)
);
create index catalog_categories_by_created on catalog_categories (account_id, created_at, category_id);
select protect_by_account('catalog_categories');

create table catalog_category_items (
  account_id  text   collate "C" not null,
  category_id text   collate "C" not null,
  item_id     text   collate "C" not null,
  item_no     bigint not null,
  primary key (account_id, category_id, item_id),
  foreign key (account_id, category_id) references catalog_categories on delete cascade,
  foreign key (account_id, item_id) references catalog_items on delete cascade
);
create index catalog_category_items_by_item on catalog_category_items (account_id, item_id, category_id);
-- Of the search: all items of the categories that a word means.
create index catalog_category_items_by_number on catalog_category_items (account_id, category_id, item_no);
select protect_by_account('catalog_category_items');

-- The log that later slices follow: prices and stock as they changed, and what came and went.
create table catalog_changes (
  account_id      text        collate "C" not null references accounts on delete cascade,
  change_id       bigint      generated always as identity,
  shard           smallint    not null check (shard between 0 and 15),  -- hash of the item
  written_by      xid8        not null default pg_current_xact_id(),
  item_id         text        collate "C" not null,  -- no foreign key: the log outlives the item
  variant_id      text        collate "C",  -- null: the item itself, which has a price but no stock
  kind            text        not null check (kind in ('created', 'changed', 'deleted')),
  price_before    numeric,
  price_after     numeric,
  quantity_before numeric,
  quantity_after  numeric,
  changed_at      timestamptz not null,
  primary key (account_id, change_id)
);
create index catalog_changes_log on catalog_changes (shard, written_by, change_id);
select protect_by_account('catalog_changes');

-- Bulk work that callers ask for and poll. At most a hundred rows each, so what became of them is kept in the row.
create table catalog_jobs (
  account_id      text        collate "C" not null references accounts on delete cascade,
  job_id          uuid        not null,  -- a ULID
  noun            text        not null check (noun in ('item', 'variant', 'category')),
  verb            text        not null check (verb in ('create', 'update', 'delete')),
  status          text        not null default 'queued' check (status in ('queued', 'processing', 'complete', 'cancelled')),
  rows            jsonb       not null,  -- emptied when the job is complete
  total_count     integer     not null,
  completed_count integer     not null default 0,
  failed_count    integer     not null default 0,
  done_ids        text[]      not null default '{}',  -- shop ids of what was created, changed or deleted
  errors          jsonb       not null default '[]',
  created_at      timestamptz not null,
  completed_at    timestamptz,
  expires_at      timestamptz not null,
  primary key (account_id, job_id)
);
create index catalog_jobs_by_created on catalog_jobs (account_id, noun, verb, created_at, job_id);
create index catalog_jobs_by_expiry on catalog_jobs (expires_at);
select protect_by_account('catalog_jobs');

-- The search tables below are derived: `parley` rebuilds an item's rows whenever it is saved.
-- Row-level security keeps trigram and full-text operators out of index conditions, so words are
-- plain keys: a posting list per word stem, and what leads from a misspelt word to a known one.

-- Which item has which word, and where: 100 is the title. Unpublished items have none.
create table catalog_terms (
  account_id text     collate "C" not null references accounts on delete cascade,
  term       text     collate "C" not null,
  item_no    bigint   not null,  -- no foreign key: catalog_items.terms finds the rows to delete
  weight     smallint not null,
  primary key (account_id, term, item_no) include (weight)
);
-- Where a word is more than a mention: what frequent words are found by.
create index catalog_terms_strong on catalog_terms (account_id, term, item_no) where weight >= 70;
select protect_by_account('catalog_terms');

create table catalog_category_terms (
  account_id  text collate "C" not null,
  term        text collate "C" not null,
  category_id text collate "C" not null,
  primary key (account_id, term, category_id),
  foreign key (account_id, category_id) references catalog_categories on delete cascade
);
create index catalog_category_terms_by_category on catalog_category_terms (account_id, category_id);
select protect_by_account('catalog_category_terms');

-- Every word that some item or category has or had.
create table catalog_words (
  account_id text collate "C" not null references accounts on delete cascade,
  term       text collate "C" not null,
  backwards  text collate "C" generated always as (reverse(term)) stored,  -- what compounds end with
  primary key (account_id, term)
);
create index catalog_words_by_end on catalog_words (account_id, backwards);
select protect_by_account('catalog_words');

create table catalog_word_grams (
  account_id text collate "C" not null,
  gram       text collate "C" not null,
  term       text collate "C" not null,
  primary key (account_id, gram, term),
  foreign key (account_id, term) references catalog_words on delete cascade
);
create index catalog_word_grams_by_term on catalog_word_grams (account_id, term);
select protect_by_account('catalog_word_grams');

-- What can be bought of an item: its published variants, or itself when it has none.
create table catalog_offers (
  account_id text    collate "C" not null,
  item_no    bigint  not null,
  variant_id text    collate "C" not null,  -- '': the item itself
  price      numeric,
  in_stock   boolean not null,
  facets     text[]  not null,  -- 'colour=blue', 'size=m': of variant and item together
  primary key (account_id, item_no, variant_id),
  foreign key (account_id, item_no) references catalog_items (account_id, item_no) on delete cascade
);
select protect_by_account('catalog_offers');

-- Derived from the event log by the follower 'catalog.purchases'. Safe to rebuild: truncate the three
-- tables and delete the follower's cursors. Ids are as orders name them; the item may come later.
create table catalog_purchases (
  account_id text        collate "C" not null references accounts on delete cascade,
  order_key  text        collate "C" not null,
  item_id    text        collate "C" not null,
  ordered_at timestamptz not null,
  primary key (account_id, order_key, item_id)
);
select protect_by_account('catalog_purchases');

create table catalog_popularity (
  account_id      text        collate "C" not null references accounts on delete cascade,
  item_id         text        collate "C" not null,
  item_no         bigint,  -- null: not in the catalogue
  order_count     bigint      not null,
  heat            float8      not null,  -- orders, each worth twice as much as one of 30 days before
  last_ordered_at timestamptz not null,
  primary key (account_id, item_id)
) with (fillfactor = 80);
create index catalog_popularity_by_heat on catalog_popularity (account_id, heat, item_id);
create index catalog_popularity_by_number on catalog_popularity (account_id, item_no) include (heat);
select protect_by_account('catalog_popularity');

create table catalog_pairs (
  account_id  text   collate "C" not null references accounts on delete cascade,
  item_id     text   collate "C" not null,
  other_id    text   collate "C" not null,
  order_count bigint not null,
  heat        float8 not null,
  primary key (account_id, item_id, other_id)
) with (fillfactor = 80);
create index catalog_pairs_by_heat on catalog_pairs (account_id, item_id, heat, other_id);
select protect_by_account('catalog_pairs');
