-- What people allowed, and why we may not write to them.

-- The ledger: each change as it was said, in the order in which it was recorded. Nothing in it is
-- ever rewritten; profiles.subscriptions is its projection. A merge moves rows, a deletion removes them.
create table consent_changes (
  account_id           text        collate "C" not null,
  change_id            uuid        not null,  -- a ULID
  position             bigint      not null generated always as identity,
  profile_id           uuid        not null,
  channel              text        not null check (channel in ('email', 'sms', 'whatsapp', 'push')),
  topic                text        not null check (topic in ('marketing', 'transactional', 'conversational', 'open_tracking')),
  kind                 text        not null check (kind in ('subscribe', 'unsubscribe', 'suppress', 'unsuppress')),
  list_id              text        collate "C",  -- null: everywhere. No foreign key: the fact outlives the list
  reason               text        check (reason in ('HARD_BOUNCE', 'INVALID_EMAIL', 'SPAM_COMPLAINT', 'UNSUBSCRIBE', 'USER_SUPPRESSED')),
  address              text,                     -- the email or number that it was said for
  method               text        not null,     -- as segments ask for it: api, preference_page, one_click_unsubscribe
  method_detail        text,
  custom_method_detail text,
  double_optin         boolean,
  is_historical        boolean     not null default false,
  source               text        not null,     -- which door it came through
  ip                   text,
  message_id           uuid,                     -- the message it came from
  consented_at         timestamptz not null,     -- when the person said so
  recorded_at          timestamptz not null,
  primary key (account_id, change_id),
  foreign key (account_id, profile_id) references profiles on delete cascade,
  check ((kind in ('suppress', 'unsuppress')) = (reason is not null))
);
create index consent_changes_of on consent_changes (account_id, profile_id, position);
select protect_by_account('consent_changes');

create function keep_consent_changes() returns trigger
language plpgsql as $$
begin
  new.profile_id := old.profile_id;
  if new is distinct from old then
    raise exception 'the ledger of consent is append-only';
  end if;
  return null;
end
$$;
create trigger consent_changes_are_kept after update on consent_changes
for each row execute function keep_consent_changes();

-- Numbers that asked for silence: a wish of the number, whoever has it. It outlives the person's data.
alter table text_opt_outs rename to number_opt_outs;

-- Subscriptions that wait for the click on the link in a mail. No profile exists before it.
create table consent_requests (
  account_id           text        collate "C" not null references accounts on delete cascade,
  request_id           uuid        not null,  -- a ULID
  email                text        not null,  -- as typed
  email_key            text        collate "C" not null,  -- compared form
  profile_id           uuid,                  -- when the person is known already
  list_id              text        collate "C",
  identifiers          jsonb       not null default '{}',  -- what else leads to the person
  method               text        not null,
  method_detail        text,
  custom_method_detail text,
  source               text        not null,
  ip                   text,
  locale               text,
  requested_at         timestamptz not null,
  expires_at           timestamptz not null,
  confirmed_at         timestamptz,
  primary key (account_id, request_id),
  foreign key (account_id, profile_id) references profiles on delete cascade
);
create index consent_requests_by_email on consent_requests (account_id, email_key, requested_at);
create index consent_requests_of on consent_requests (account_id, profile_id);
create index consent_requests_by_end on consent_requests (expires_at);
select protect_by_account('consent_requests');

-- Soft bounces since the last mail that arrived.
create table soft_bounces (
  account_id text        collate "C" not null,
  profile_id uuid        not null,
  bounce_id  text        collate "C" not null,  -- one cause counts once
  bounced_at timestamptz not null,
  primary key (account_id, profile_id, bounce_id),
  foreign key (account_id, profile_id) references profiles on delete cascade
);
select protect_by_account('soft_bounces');

-- Bulk changes that callers ask for; those of suppressions can be polled.
create table consent_jobs (
  account_id      text        collate "C" not null references accounts on delete cascade,
  job_id          uuid        not null,  -- a ULID
  kind            text        not null check (kind in ('subscribe', 'unsubscribe', 'suppress', 'unsuppress')),
  status          text        not null default 'queued' check (status in ('queued', 'processing', 'complete', 'cancelled')),
  payload         jsonb       not null,  -- emptied when the job is complete
  list_id         text        collate "C",
  segment_id      text        collate "C",
  reached         uuid,                  -- the last member of the group that was looked at
  total_count     integer     not null,
  completed_count integer     not null default 0,
  skipped_count   integer     not null default 0,
  created_at      timestamptz not null,
  completed_at    timestamptz,
  expires_at      timestamptz not null,
  primary key (account_id, job_id)
);
create index consent_jobs_by_created on consent_jobs (account_id, kind, created_at, job_id);
create index consent_jobs_by_end on consent_jobs (expires_at);
select protect_by_account('consent_jobs');

-- How new lists, and subscriptions without a list, take people in.
alter table accounts add column opt_in_process text not null default 'double_opt_in'
  check (opt_in_process in ('single_opt_in', 'double_opt_in'));

-- What the hosted pages look like and say.
create table consent_pages (
  account_id text  collate "C" not null references accounts on delete cascade,
  theme      jsonb not null default '{}',
  texts      jsonb not null default '{}',
  primary key (account_id)
);
select protect_by_account('consent_pages');

-- People who were subscribed elsewhere before start no list flows.
alter table group_changes drop constraint group_changes_cause_check;
alter table group_changes add constraint group_changes_cause_check
  check (cause in ('data', 'time', 'definition', 'manual', 'merge', 'history')) not valid;
