-- What mail providers report by webhook: the keys that their posts are checked with. Locks nothing that
-- exists.

create table mail_report_keys (
  account_id     text        collate "C" not null references accounts on delete cascade,
  provider       text        not null check (provider in ('ses', 'sendgrid', 'postmark', 'mailgun')),
  key_sealed     bytea       not null,
  key_hint       text        not null,  -- its end, to tell keys apart
  updated_at     timestamptz not null,
  last_report_at timestamptz,  -- wall clock, to the minute
  primary key (account_id, provider)
);
select protect_by_account('mail_report_keys');

-- Mailgun signs a token and a time, not what it reports: each token is good for one body.
create table mail_report_tokens (
  account_id text        collate "C" not null references accounts on delete cascade,
  token_hash bytea       not null,
  body_hash  bytea       not null,
  seen_at    timestamptz not null,  -- wall clock
  primary key (account_id, token_hash)
);
create index mail_report_tokens_by_age on mail_report_tokens (seen_at);
select protect_by_account('mail_report_tokens');
