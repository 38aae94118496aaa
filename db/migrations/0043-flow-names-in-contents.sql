-- Messages of flows say in links what their flow is called, as those of campaigns do.
-- Locks the contents of messages of flows while it runs.

update message_contents c
set options = c.options || jsonb_build_object('sourceName', f.name)
from flow_messages m
join flow_actions a on a.account_id = m.account_id and a.action_id = m.action_id
join flows f on f.account_id = a.account_id and f.flow_id = a.flow_id
where c.account_id = m.account_id
  and c.content_id = m.message_id;
