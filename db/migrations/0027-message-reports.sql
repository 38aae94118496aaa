-- What reports about messages need: when a message was sent, to which domain, in how many parts. Builds an
-- index over messages, which cannot be written to meanwhile.

alter table messages
  add column to_domain  text,     -- of the address an email went to
  add column text_parts smallint; -- of a text, as networks count them

update messages m
set to_domain = lower(split_part(c.to_address, '@', 2))
from message_copies c
where c.account_id = m.account_id
  and c.message_id = m.message_id
  and m.channel = 'email';

create index messages_by_sending on messages (account_id, coalesce(sent_at, attempted_at), message_id)
  where state in ('sent', 'delivered', 'bounced', 'failed', 'uncertain', 'kept');
