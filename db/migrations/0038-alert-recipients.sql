-- Addresses beside those of members that alerts of flows go to, once they have said yes.
-- Locks nothing that exists.

create table alert_recipients (
  account_id   text        collate "C" not null references accounts on delete cascade,
  recipient_id uuid        not null,  -- a ULID
  email        text        not null,
  email_key    text        collate "C" not null,
  asked_at     timestamptz not null,  -- the last time; this and what follows by the wall clock
  times_asked  smallint    not null default 1,
  confirmed_at timestamptz,
  declined_at  timestamptz,
  primary key (account_id, recipient_id),
  unique (account_id, email_key),
  check (confirmed_at is null or declined_at is null)
);
create index alert_recipients_by_time on alert_recipients (account_id, asked_at);
select protect_by_account('alert_recipients');
