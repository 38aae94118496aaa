-- Which process runs which worker of the job queue, so that the jobs of a killed process are
-- released at once instead of after the queue's four hours.
-- Belongs to the installation, not to an account.
create table job_workers (
  worker_id    text        primary key,
  session_name text        not null,  -- application_name of the process's connections
  started_at   timestamptz not null
);
