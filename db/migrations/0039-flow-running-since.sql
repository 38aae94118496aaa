-- Since when a flow lets people in: what happened before that begins nothing, however late the
-- follower hears of it. Locks flows for a moment.

alter table flows
  -- By the account's clock; null of drafts, and of what runs since before this was noted.
  add column running_since timestamptz;
