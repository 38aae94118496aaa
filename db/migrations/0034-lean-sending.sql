-- Sending writes each message several times. With room in the page, and no index on what a lease
-- changes, a lease writes no index. Locks messages for a moment.

alter table messages
  add column provider_reply text, -- when it took the message; refusals, which may name the person, are in message_copies
  set (fillfactor = 80);

drop index messages_sending;
create index messages_sending on messages (account_id, message_id) where state = 'sending';
