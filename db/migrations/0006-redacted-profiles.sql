-- Profiles of people who asked to be forgotten. The row stays, because their events keep counting,
-- but it holds nothing about them and no list shows it. Locks profiles for a moment: no rewrite.
alter table profiles add column redacted_at timestamptz;
