-- How often each skill answered, and in which conversations, is read from the index alone: a turn's
-- row carries its whole trace. Locks writes to conversation_turns while it is built, about a second
-- for a million turns.
create index conversation_turns_by_skill on conversation_turns (account_id, conversation_id, skill)
  where skill is not null;
drop index conversation_turns_by_time;
create index conversation_turns_by_time on conversation_turns (account_id, at)
  include (conversation_id, skill);
