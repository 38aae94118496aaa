-- One-time codes by which a shopper proves to be the owner of an email address.
-- A row is kept for an hour, because it also counts against the limit of codes an hour. The address
-- itself is not kept: only its keyed hash, to count by, and the profile that it leads to.
create table agent_verification_codes (
  account_id      text        collate "C" not null references accounts on delete cascade,
  code_id         uuid        not null,  -- a ULID, so that the newest sorts last
  conversation_id uuid        not null,
  email_hash      bytea       not null,
  profile_id      uuid,                  -- null: nobody has this address; no code can be right
  code_hash       bytea       not null,
  tries           integer     not null default 0,
  created_at      timestamptz not null,
  expires_at      timestamptz not null,
  used_at         timestamptz,
  primary key (account_id, code_id),
  foreign key (account_id, profile_id) references profiles on delete cascade,
  foreign key (account_id, conversation_id) references conversations on delete cascade
);

-- "What may this conversation still be asked?"
create index agent_verification_codes_by_conversation
  on agent_verification_codes (account_id, conversation_id, code_id);
-- "How many codes were asked for with this address?"
create index agent_verification_codes_by_email
  on agent_verification_codes (account_id, email_hash, created_at);
-- A merge of profiles and the deletion of one find their codes.
create index agent_verification_codes_by_profile
  on agent_verification_codes (account_id, profile_id);
-- Codes older than an hour are forgotten.
create index agent_verification_codes_by_age
  on agent_verification_codes (account_id, created_at);

select protect_by_account('agent_verification_codes');
