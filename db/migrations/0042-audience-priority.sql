-- Whoever is in two audiences of a campaign gets the messages of one: that which comes first by this.
-- Locks campaign_audiences for a moment.

alter table campaign_audiences
  add column priority integer;  -- the lowest number first; null: after all that have one, by place
