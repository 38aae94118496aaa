-- What is computed about flows behind a request: simulations of the past, and people added from it.
-- Locks nothing that exists.

create table flow_jobs (
  account_id  text        collate "C" not null,
  job_id      uuid        not null,       -- a ULID
  flow_id     text        collate "C" not null,
  kind        text        not null check (kind in ('backtest', 'past-profiles')),
  state       text        not null default 'queued' check (state in ('queued', 'processing', 'complete', 'failed')),
  settings    jsonb       not null,       -- what was asked for, checked
  done        integer     not null default 0,  -- profiles
  total       integer,                    -- null until they are counted
  result      jsonb,
  created_at  timestamptz not null,       -- the account's clock
  finished_at timestamptz,
  queued_at   timestamptz not null,       -- the wall clock: forgotten by it
  primary key (account_id, job_id),
  foreign key (account_id, flow_id) references flows on delete cascade
);
create index flow_jobs_of_flow on flow_jobs (account_id, flow_id, kind, job_id);
create index flow_jobs_by_age on flow_jobs (account_id, queued_at);
select protect_by_account('flow_jobs');
