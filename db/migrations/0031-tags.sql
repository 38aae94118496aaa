-- Tags, their groups, and what they are on. Locks nothing that exists; gives each account its default group.

create table tag_groups (
  account_id   text        collate "C" not null references accounts on delete cascade,
  tag_group_id uuid        not null,
  name         text        not null,
  is_exclusive boolean     not null,  -- of its tags, one thing bears at most one
  is_default   boolean     not null default false,
  primary key (account_id, tag_group_id)
);
create unique index tag_groups_by_name on tag_groups (account_id, name collate "C");
create unique index tag_groups_default on tag_groups (account_id) where is_default;
select protect_by_account('tag_groups');

create table tags (
  account_id   text        collate "C" not null,
  tag_id       uuid        not null,
  tag_group_id uuid        not null,
  name         text        not null,
  primary key (account_id, tag_id),
  foreign key (account_id, tag_group_id) references tag_groups on delete cascade
);
create unique index tags_by_name on tags (account_id, name collate "C");
create index tags_of_group on tags (account_id, tag_group_id);
select protect_by_account('tags');

create table taggings (
  account_id  text collate "C" not null,
  tag_id      uuid not null,
  kind        text collate "C" not null check (kind in ('list', 'segment', 'flow', 'campaign')),
  thing_id    text collate "C" not null,
  -- The same id once more by where it leads, so that a tagging goes with what it is on.
  group_id    text collate "C" generated always as (case when kind in ('list', 'segment') then thing_id end) stored,
  flow_id     text collate "C" generated always as (case when kind = 'flow' then thing_id end) stored,
  campaign_id text collate "C" generated always as (case when kind = 'campaign' then thing_id end) stored,
  primary key (account_id, tag_id, kind, thing_id),
  foreign key (account_id, tag_id) references tags on delete cascade,
  foreign key (account_id, group_id) references groups on delete cascade,
  foreign key (account_id, flow_id) references flows on delete cascade,
  foreign key (account_id, campaign_id) references campaigns on delete cascade
);
create index taggings_of_thing on taggings (account_id, thing_id, kind);
select protect_by_account('taggings');

insert into tag_groups (account_id, tag_group_id, name, is_exclusive, is_default)
select account_id, gen_random_uuid(), 'default', false, true
from accounts;
