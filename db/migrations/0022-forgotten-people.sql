-- Segments that start from events leave out people who were forgotten: there are few, and they are asked for often.
create index profiles_redacted on profiles (account_id, profile_id) where redacted_at is not null;
