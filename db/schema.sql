-- What the migrations add up to. Written by scripts/dump-schema.ts; a test compares it.
-- To read, not to run: the migrations are what makes a database.

CREATE OR REPLACE FUNCTION parley.protect_by_account(protected regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  execute format('alter table %s enable row level security', protected);
  execute format('alter table %s force row level security', protected);
  execute format(
    'create policy by_account on %s using ('
    'account_id = current_setting(''parley.account_id'', true) '
    'or current_setting(''parley.account_id'', true) = ''*'')', protected);
end
$function$;

create table accounts (
  account_id text collate "C" not null,
  name text not null,
  timezone text not null,
  currency text not null,
  locale text not null default 'en-US'::text,
  contact jsonb not null default '{}'::jsonb,
  is_sandbox boolean not null default false,
  clock_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint accounts_pkey PRIMARY KEY (account_id),
  constraint accounts_account_id_check CHECK ((account_id ~ '^[A-Za-z0-9]{6}$'::text)),
  constraint accounts_check CHECK (((clock_at IS NULL) OR is_sandbox)),
  constraint accounts_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint accounts_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
create policy by_account on accounts for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table api_keys (
  account_id text collate "C" not null,
  key_id uuid not null,
  name text not null,
  prefix text not null,
  key_hash bytea not null,
  scopes text[] not null,
  created_by uuid,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (account_id, key_id),
  constraint api_keys_key_hash_key UNIQUE (key_hash),
  constraint api_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint api_keys_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(user_id) ON DELETE SET NULL,
  constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
create policy by_account on api_keys for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table audit_entries (
  account_id text collate "C" not null,
  entry_id bigint not null generated always as identity,
  at timestamp with time zone not null,
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}'::jsonb,
  constraint audit_entries_pkey PRIMARY KEY (account_id, entry_id),
  constraint audit_entries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint audit_entries_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'api-key'::text, 'system'::text])))
);
create policy by_account on audit_entries for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table custom_metrics (
  account_id text collate "C" not null,
  custom_metric_id text collate "C" not null,
  name text collate "C" not null,
  definition jsonb not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint custom_metrics_pkey PRIMARY KEY (account_id, custom_metric_id),
  constraint custom_metrics_account_id_name_key UNIQUE (account_id, name),
  constraint custom_metrics_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint custom_metrics_custom_metric_id_check CHECK ((custom_metric_id ~ '^[0-9a-f]{32}$'::text)),
  constraint custom_metrics_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255)))
);
create policy by_account on custom_metrics for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table events (
  account_id text collate "C" not null,
  event_id bigint not null generated always as identity,
  shard smallint not null,
  written_by xid8 not null default pg_current_xact_id(),
  profile_id uuid not null,
  metric_id text collate "C" not null,
  occurred_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  unique_id text collate "C" not null,
  value numeric,
  value_currency text,
  properties jsonb not null,
  is_backfill boolean not null default false,
  constraint events_pkey PRIMARY KEY (account_id, event_id),
  constraint events_account_id_metric_id_fkey FOREIGN KEY (account_id, metric_id) REFERENCES metrics(account_id, metric_id),
  constraint events_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id),
  constraint events_occurred_at_check CHECK ((occurred_at = date_trunc('second'::text, occurred_at))),
  constraint events_shard_check CHECK (((shard >= 0) AND (shard <= 15)))
);
CREATE INDEX events_by_metric ON parley.events USING btree (account_id, metric_id, occurred_at, event_id);
CREATE INDEX events_by_profile ON parley.events USING btree (account_id, profile_id, occurred_at, event_id);
CREATE INDEX events_by_time ON parley.events USING btree (account_id, occurred_at, event_id);
CREATE INDEX events_log ON parley.events USING btree (shard, written_by, event_id);
CREATE UNIQUE INDEX events_once ON parley.events USING btree (account_id, profile_id, metric_id, unique_id);
create policy by_account on events for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table follower_cursors (
  follower text collate "C" not null,
  shard smallint not null,
  xid xid8 not null default '0'::xid8,
  position bigint not null default 0,
  constraint follower_cursors_pkey PRIMARY KEY (follower, shard)
);
-- row-level security: off

create table follower_failures (
  account_id text collate "C" not null,
  follower text collate "C" not null,
  position bigint not null,
  shard smallint not null,
  error text not null,
  failed_at timestamp with time zone not null,
  constraint follower_failures_pkey PRIMARY KEY (account_id, follower, "position"),
  constraint follower_failures_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
create policy by_account on follower_failures for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table import_order_lines (
  account_id text collate "C" not null,
  import_id uuid not null,
  order_id text collate "C" not null,
  row_number integer not null,
  line jsonb not null,
  constraint import_order_lines_pkey PRIMARY KEY (account_id, import_id, order_id, row_number),
  constraint import_order_lines_account_id_import_id_fkey FOREIGN KEY (account_id, import_id) REFERENCES imports(account_id, import_id) ON DELETE CASCADE
);
create policy by_account on import_order_lines for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table import_parts (
  account_id text collate "C" not null,
  import_id uuid not null,
  part integer not null,
  content bytea not null,
  constraint import_parts_pkey PRIMARY KEY (account_id, import_id, part),
  constraint import_parts_account_id_import_id_fkey FOREIGN KEY (account_id, import_id) REFERENCES imports(account_id, import_id) ON DELETE CASCADE
);
create policy by_account on import_parts for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table import_refused_rows (
  account_id text collate "C" not null,
  import_id uuid not null,
  row_number integer not null,
  code text not null,
  reason text not null,
  fix text not null,
  cells jsonb not null,
  constraint import_refused_rows_pkey PRIMARY KEY (account_id, import_id, row_number),
  constraint import_refused_rows_account_id_import_id_fkey FOREIGN KEY (account_id, import_id) REFERENCES imports(account_id, import_id) ON DELETE CASCADE
);
create policy by_account on import_refused_rows for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table imports (
  account_id text collate "C" not null,
  import_id uuid not null,
  kind text not null,
  format text not null,
  file_name text not null,
  encoding text not null,
  delimiter text not null,
  has_header boolean not null,
  mapping jsonb,
  status text not null default 'draft'::text,
  phase text not null default 'read'::text,
  shape jsonb,
  parts integer not null default 0,
  bytes_total bigint not null default 0,
  bytes_read bigint not null default 0,
  row_number integer not null default 0,
  last_order text collate "C",
  rows_read integer not null default 0,
  rows_refused integer not null default 0,
  lines_staged integer not null default 0,
  lines_recorded integer not null default 0,
  refused_by_code jsonb not null default '{}'::jsonb,
  recorded integer not null default 0,
  recorded_by_metric jsonb not null default '{}'::jsonb,
  already_known integer not null default 0,
  profiles_created integer not null default 0,
  profiles_changed integer not null default 0,
  error text,
  created_by text not null,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  worked_at timestamp with time zone,
  content_expires_at timestamp with time zone not null,
  constraint imports_pkey PRIMARY KEY (account_id, import_id),
  constraint imports_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint imports_format_check CHECK ((format = ANY (ARRAY['csv'::text, 'jsonl'::text]))),
  constraint imports_kind_check CHECK ((kind = ANY (ARRAY['profiles'::text, 'events'::text, 'orders'::text]))),
  constraint imports_phase_check CHECK ((phase = ANY (ARRAY['read'::text, 'record'::text]))),
  constraint imports_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'queued'::text, 'running'::text, 'complete'::text, 'cancelled'::text, 'failed'::text])))
);
CREATE INDEX imports_by_expiry ON parley.imports USING btree (content_expires_at) WHERE (parts > 0);
CREATE INDEX imports_under_way ON parley.imports USING btree (worked_at) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));
create policy by_account on imports for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table installation (
  only_row boolean not null default true,
  setup_token_hash bytea,
  secret bytea not null,
  constraint installation_pkey PRIMARY KEY (only_row),
  constraint installation_only_row_check CHECK (only_row)
);
-- row-level security: off

create table invitations (
  account_id text collate "C" not null,
  invitation_id uuid not null,
  email text not null,
  role text not null,
  token_hash bytea not null,
  invited_by uuid,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  constraint invitations_pkey PRIMARY KEY (account_id, invitation_id),
  constraint invitations_token_hash_key UNIQUE (token_hash),
  constraint invitations_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES users(user_id) ON DELETE SET NULL
);
create policy by_account on invitations for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table job_workers (
  worker_id text not null,
  session_name text not null,
  started_at timestamp with time zone not null,
  constraint job_workers_pkey PRIMARY KEY (worker_id)
);
-- row-level security: off

create table mapped_metrics (
  account_id text collate "C" not null,
  role text collate "C" not null,
  metric_id text collate "C",
  custom_metric_id text collate "C",
  updated_at timestamp with time zone not null,
  constraint mapped_metrics_pkey PRIMARY KEY (account_id, role),
  constraint mapped_metrics_account_id_custom_metric_id_fkey FOREIGN KEY (account_id, custom_metric_id) REFERENCES custom_metrics(account_id, custom_metric_id) ON DELETE CASCADE,
  constraint mapped_metrics_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint mapped_metrics_account_id_metric_id_fkey FOREIGN KEY (account_id, metric_id) REFERENCES metrics(account_id, metric_id) ON DELETE CASCADE,
  constraint mapped_metrics_check CHECK ((num_nonnulls(metric_id, custom_metric_id) <= 1))
);
create policy by_account on mapped_metrics for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table members (
  account_id text collate "C" not null,
  user_id uuid not null,
  role text not null,
  joined_at timestamp with time zone not null,
  constraint members_pkey PRIMARY KEY (account_id, user_id),
  constraint members_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(user_id) ON DELETE CASCADE
);
CREATE INDEX members_by_user ON parley.members USING btree (user_id, account_id);
CREATE UNIQUE INDEX members_one_owner ON parley.members USING btree (account_id) WHERE (role = 'owner'::text);
create policy by_account on members for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table metric_activity (
  account_id text collate "C" not null,
  metric_id text collate "C" not null,
  event_count bigint not null,
  first_event_at timestamp with time zone not null,
  last_event_at timestamp with time zone not null,
  constraint metric_activity_pkey PRIMARY KEY (account_id, metric_id),
  constraint metric_activity_account_id_metric_id_fkey FOREIGN KEY (account_id, metric_id) REFERENCES metrics(account_id, metric_id) ON DELETE CASCADE
);
create policy by_account on metric_activity for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table metric_counters (
  account_id text collate "C" not null,
  metric_id text collate "C" not null,
  quarter_at timestamp with time zone not null,
  event_count bigint not null,
  value_sum numeric not null,
  constraint metric_counters_pkey PRIMARY KEY (account_id, metric_id, quarter_at),
  constraint metric_counters_account_id_metric_id_fkey FOREIGN KEY (account_id, metric_id) REFERENCES metrics(account_id, metric_id) ON DELETE CASCADE
);
create policy by_account on metric_counters for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table metric_properties (
  account_id text collate "C" not null,
  metric_id text collate "C" not null,
  property text collate "C" not null,
  string_count bigint not null default 0,
  number_count bigint not null default 0,
  boolean_count bigint not null default 0,
  date_count bigint not null default 0,
  list_count bigint not null default 0,
  object_count bigint not null default 0,
  samples jsonb not null default '[]'::jsonb,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  property_id text collate "C" not null generated always as (md5(((((account_id || '/'::text) || metric_id) || '/'::text) || property))) stored,
  constraint metric_properties_pkey PRIMARY KEY (account_id, metric_id, property),
  constraint metric_properties_account_id_metric_id_fkey FOREIGN KEY (account_id, metric_id) REFERENCES metrics(account_id, metric_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX metric_properties_by_id ON parley.metric_properties USING btree (account_id, property_id);
create policy by_account on metric_properties for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table metrics (
  account_id text collate "C" not null,
  metric_id text collate "C" not null,
  name text collate "C" not null,
  integration_key text collate "C" not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint metrics_pkey PRIMARY KEY (account_id, metric_id),
  constraint metrics_account_id_name_integration_key_key UNIQUE (account_id, name, integration_key),
  constraint metrics_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint metrics_name_check CHECK (((length(name) >= 1) AND (length(name) <= 127)))
);
create policy by_account on metrics for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table migrations (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migrations_pkey PRIMARY KEY (number)
);
-- row-level security: off

create table profile_activity (
  account_id text collate "C" not null,
  profile_id uuid not null,
  first_active_at timestamp with time zone,
  last_active_at timestamp with time zone,
  last_event_at timestamp with time zone not null,
  constraint profile_activity_pkey PRIMARY KEY (account_id, profile_id),
  constraint profile_activity_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE
);
create policy by_account on profile_activity for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table profile_changes (
  account_id text collate "C" not null,
  change_id bigint not null generated always as identity,
  shard smallint not null,
  written_by xid8 not null default pg_current_xact_id(),
  profile_id uuid not null,
  kind text not null,
  fields text[] not null default '{}'::text[],
  changed_at timestamp with time zone not null,
  constraint profile_changes_pkey PRIMARY KEY (account_id, change_id),
  constraint profile_changes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint profile_changes_kind_check CHECK ((kind = ANY (ARRAY['created'::text, 'updated'::text, 'merged'::text, 'deleted'::text])))
);
CREATE INDEX profile_changes_log ON parley.profile_changes USING btree (shard, written_by, change_id);
create policy by_account on profile_changes for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table profile_identifiers (
  account_id text collate "C" not null,
  kind text collate "C" not null,
  value text collate "C" not null,
  profile_id uuid not null,
  is_primary boolean not null default true,
  added_at timestamp with time zone not null,
  constraint profile_identifiers_pkey PRIMARY KEY (account_id, kind, value),
  constraint profile_identifiers_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE,
  constraint profile_identifiers_kind_check CHECK ((kind = ANY (ARRAY['email'::text, 'phone'::text, 'external_id'::text, 'anonymous_id'::text])))
);
CREATE INDEX profile_identifiers_by_profile ON parley.profile_identifiers USING btree (account_id, profile_id);
create policy by_account on profile_identifiers for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table profile_job_errors (
  account_id text collate "C" not null,
  job_id uuid not null,
  row_number integer not null,
  code text not null,
  detail text not null,
  pointer text not null,
  original jsonb not null,
  constraint profile_job_errors_pkey PRIMARY KEY (account_id, job_id, row_number),
  constraint profile_job_errors_account_id_job_id_fkey FOREIGN KEY (account_id, job_id) REFERENCES profile_jobs(account_id, job_id) ON DELETE CASCADE
);
create policy by_account on profile_job_errors for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table profile_job_profiles (
  account_id text collate "C" not null,
  job_id uuid not null,
  profile_id uuid not null,
  constraint profile_job_profiles_pkey PRIMARY KEY (account_id, job_id, profile_id),
  constraint profile_job_profiles_account_id_job_id_fkey FOREIGN KEY (account_id, job_id) REFERENCES profile_jobs(account_id, job_id) ON DELETE CASCADE,
  constraint profile_job_profiles_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE
);
CREATE INDEX profile_job_profiles_by_profile ON parley.profile_job_profiles USING btree (account_id, profile_id);
create policy by_account on profile_job_profiles for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table profile_jobs (
  account_id text collate "C" not null,
  job_id uuid not null,
  kind text not null,
  status text not null default 'queued'::text,
  payload jsonb not null,
  list_ids text[] not null default '{}'::text[],
  total_count integer not null default 0,
  completed_count integer not null default 0,
  failed_count integer not null default 0,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  constraint profile_jobs_pkey PRIMARY KEY (account_id, job_id),
  constraint profile_jobs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint profile_jobs_kind_check CHECK ((kind = ANY (ARRAY['import'::text, 'merge'::text, 'deletion'::text]))),
  constraint profile_jobs_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'processing'::text, 'complete'::text, 'cancelled'::text])))
);
CREATE INDEX profile_jobs_by_created ON parley.profile_jobs USING btree (account_id, kind, created_at, job_id);
create policy by_account on profile_jobs for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table profile_merges (
  account_id text collate "C" not null,
  source_profile_id uuid not null,
  destination_profile_id uuid not null,
  cause text not null,
  source_snapshot jsonb not null,
  moved_events bigint not null,
  merged_by text not null,
  merged_at timestamp with time zone not null,
  constraint profile_merges_pkey PRIMARY KEY (account_id, source_profile_id),
  constraint profile_merges_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint profile_merges_cause_check CHECK ((cause = ANY (ARRAY['request'::text, 'identified'::text])))
);
CREATE INDEX profile_merges_by_destination ON parley.profile_merges USING btree (account_id, destination_profile_id);
create policy by_account on profile_merges for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table profiles (
  account_id text collate "C" not null,
  profile_id uuid not null,
  email text,
  phone_number text,
  external_id text,
  first_name text,
  last_name text,
  organization text,
  locale text,
  title text,
  image text,
  location jsonb not null default '{}'::jsonb,
  properties jsonb not null default '{}'::jsonb,
  subscriptions jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  name_key text collate "C" generated always as (lower((COALESCE((first_name || ' '::text), ''::text) || COALESCE(last_name, ''::text)))) stored,
  last_name_key text collate "C" generated always as (lower(last_name)) stored,
  redacted_at timestamp with time zone,
  constraint profiles_pkey PRIMARY KEY (account_id, profile_id),
  constraint profiles_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
CREATE INDEX profiles_by_created ON parley.profiles USING btree (account_id, created_at, profile_id);
CREATE INDEX profiles_by_email ON parley.profiles USING btree (account_id, email COLLATE "C", profile_id);
CREATE INDEX profiles_by_last_name ON parley.profiles USING btree (account_id, last_name_key);
CREATE INDEX profiles_by_name ON parley.profiles USING btree (account_id, name_key);
CREATE INDEX profiles_by_updated ON parley.profiles USING btree (account_id, updated_at, profile_id);
create policy by_account on profiles for all using (((account_id = current_setting('parley.account_id'::text, true)) OR (current_setting('parley.account_id'::text, true) = '*'::text)));
-- row-level security: enabled and forced

create table user_sessions (
  token_hash bytea not null,
  user_id uuid not null,
  created_at timestamp with time zone not null,
  rotated_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  previous_token_hash bytea,
  user_agent text,
  constraint user_sessions_pkey PRIMARY KEY (token_hash),
  constraint user_sessions_previous_token_hash_key UNIQUE (previous_token_hash),
  constraint user_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(user_id) ON DELETE CASCADE
);
CREATE INDEX user_sessions_by_user ON parley.user_sessions USING btree (user_id);
-- row-level security: off

create table users (
  user_id uuid not null,
  email text not null,
  email_key text not null,
  name text not null,
  password_hash text not null,
  locale text,
  color_scheme text not null default 'auto'::text,
  created_at timestamp with time zone not null,
  constraint users_pkey PRIMARY KEY (user_id),
  constraint users_email_key_key UNIQUE (email_key),
  constraint users_color_scheme_check CHECK ((color_scheme = ANY (ARRAY['auto'::text, 'light'::text, 'dark'::text]))),
  constraint users_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
-- row-level security: off
