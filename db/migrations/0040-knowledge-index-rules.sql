-- By which rules each passage was put into the index: newer rules for words and meanings have it put
-- there again, from its own text. Locks knowledge_passages for a moment.

alter table knowledge_passages
  add column rules integer not null default 1;
alter table knowledge_passages
  alter column rules drop default;
create index knowledge_passages_by_rules on knowledge_passages (rules);
