-- Reports that an account puts together itself, and what mails carry beside their text.
-- Locks nothing that exists.

create table custom_reports (
  account_id   text        collate "C" not null references accounts on delete cascade,
  report_id    uuid        not null,  -- a ULID
  name         text        not null,
  definition   jsonb       not null,
  schedule     jsonb,                 -- null: it is not mailed
  next_send_at timestamptz,           -- the account's clock
  last_sent_at timestamptz,
  failure      text,                  -- why it was not mailed the last time
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (account_id, report_id),
  check ((schedule is null) = (next_send_at is null))
);
create index custom_reports_by_time on custom_reports (account_id, next_send_at) where next_send_at is not null;
select protect_by_account('custom_reports');

create table outbox_attachments (
  account_id text     collate "C" not null,
  mail_id    uuid     not null,
  position   smallint not null,
  file_name  text     not null,
  media_type text     not null,
  bytes      bytea    not null,
  primary key (account_id, mail_id, position),
  foreign key (account_id, mail_id) references outbox_mails on delete cascade
);
select protect_by_account('outbox_attachments');
