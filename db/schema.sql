-- What the migrations add up to. Written by scripts/dump-schema.ts; a test compares it.
-- To read, not to run: the migrations are what makes a database.

CREATE OR REPLACE FUNCTION parley.keep_consent_changes()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.profile_id := old.profile_id;
  if new is distinct from old then
    raise exception 'the ledger of consent is append-only';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION parley.protect_by_account(protected regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  execute format('alter table %s enable row level security', protected);
  execute format('alter table %s force row level security', protected);
  execute format(
    'create policy by_account on %s using ('
    'account_id = (select current_setting(''parley.account_id'', true)) '
    'or (select current_setting(''parley.account_id'', true)) = ''*'')', protected);
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
  opt_in_process text not null default 'double_opt_in'::text,
  constraint accounts_pkey PRIMARY KEY (account_id),
  constraint accounts_account_id_check CHECK ((account_id ~ '^[A-Za-z0-9]{6}$'::text)),
  constraint accounts_check CHECK (((clock_at IS NULL) OR is_sandbox)),
  constraint accounts_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint accounts_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint accounts_opt_in_process_check CHECK ((opt_in_process = ANY (ARRAY['single_opt_in'::text, 'double_opt_in'::text])))
);
create policy by_account on accounts for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table agent_profile_data (
  account_id text collate "C" not null,
  kind text collate "C" not null,
  property text collate "C" not null,
  first_seen_at timestamp with time zone not null,
  constraint agent_profile_data_pkey PRIMARY KEY (account_id, kind, property),
  constraint agent_profile_data_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint agent_profile_data_kind_check CHECK ((kind = ANY (ARRAY['loyalty'::text, 'subscriptions'::text])))
);
create policy by_account on agent_profile_data for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table agent_secrets (
  account_id text collate "C" not null,
  secret_id text collate "C" not null,
  name text collate "C" not null,
  mask text not null,
  sealed bytea not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint agent_secrets_pkey PRIMARY KEY (account_id, secret_id),
  constraint agent_secrets_account_id_name_key UNIQUE (account_id, name),
  constraint agent_secrets_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint agent_secrets_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
create policy by_account on agent_secrets for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table agent_skills (
  account_id text collate "C" not null,
  skill_id text collate "C" not null,
  display_name text,
  name text,
  description text,
  instructions text,
  status text not null,
  handoff text,
  tool_ids text[],
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint agent_skills_pkey PRIMARY KEY (account_id, skill_id),
  constraint agent_skills_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint agent_skills_check CHECK (((skill_id !~~ 'custom:%'::text) OR (num_nulls(display_name, name, description, instructions, handoff, tool_ids) = 0))),
  constraint agent_skills_handoff_check CHECK ((handoff = ANY (ARRAY['none'::text, 'offer'::text, 'immediate'::text, 'all'::text, 'custom'::text]))),
  constraint agent_skills_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'live'::text, 'disabled'::text])))
);
create policy by_account on agent_skills for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table agent_tool_calls (
  account_id text collate "C" not null,
  call_id uuid not null,
  tool_id text collate "C" not null,
  source text collate "C" not null,
  conversation_id uuid,
  called_at timestamp with time zone not null,
  took_ms integer not null,
  is_error boolean not null,
  constraint agent_tool_calls_pkey PRIMARY KEY (account_id, call_id),
  constraint agent_tool_calls_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint agent_tool_calls_source_check CHECK ((source = ANY (ARRAY['conversation'::text, 'test'::text])))
);
CREATE INDEX agent_tool_calls_by_time ON parley.agent_tool_calls USING btree (account_id, called_at, tool_id);
create policy by_account on agent_tool_calls for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table agent_tools (
  account_id text collate "C" not null,
  tool_id text collate "C" not null,
  name text not null,
  description text not null,
  template jsonb not null,
  variables jsonb not null,
  secret_ids text[] not null default '{}'::text[],
  timeout_seconds smallint not null,
  max_retries smallint not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint agent_tools_pkey PRIMARY KEY (account_id, tool_id),
  constraint agent_tools_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint agent_tools_max_retries_check CHECK (((max_retries >= 0) AND (max_retries <= 3))),
  constraint agent_tools_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint agent_tools_timeout_seconds_check CHECK (((timeout_seconds >= 1) AND (timeout_seconds <= 10)))
);
create policy by_account on agent_tools for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table agent_verification_codes (
  account_id text collate "C" not null,
  code_id uuid not null,
  conversation_id uuid not null,
  email_hash bytea not null,
  profile_id uuid,
  code_hash bytea not null,
  tries integer not null default 0,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint agent_verification_codes_pkey PRIMARY KEY (account_id, code_id),
  constraint agent_verification_codes_account_id_conversation_id_fkey FOREIGN KEY (account_id, conversation_id) REFERENCES conversations(account_id, conversation_id) ON DELETE CASCADE,
  constraint agent_verification_codes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint agent_verification_codes_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE
);
CREATE INDEX agent_verification_codes_by_age ON parley.agent_verification_codes USING btree (account_id, created_at);
CREATE INDEX agent_verification_codes_by_conversation ON parley.agent_verification_codes USING btree (account_id, conversation_id, code_id);
CREATE INDEX agent_verification_codes_by_email ON parley.agent_verification_codes USING btree (account_id, email_hash, created_at);
CREATE INDEX agent_verification_codes_by_profile ON parley.agent_verification_codes USING btree (account_id, profile_id);
create policy by_account on agent_verification_codes for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table alert_recipients (
  account_id text collate "C" not null,
  recipient_id uuid not null,
  email text not null,
  email_key text collate "C" not null,
  asked_at timestamp with time zone not null,
  times_asked smallint not null default 1,
  confirmed_at timestamp with time zone,
  declined_at timestamp with time zone,
  constraint alert_recipients_pkey PRIMARY KEY (account_id, recipient_id),
  constraint alert_recipients_account_id_email_key_key UNIQUE (account_id, email_key),
  constraint alert_recipients_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint alert_recipients_check CHECK (((confirmed_at IS NULL) OR (declined_at IS NULL)))
);
CREATE INDEX alert_recipients_by_time ON parley.alert_recipients USING btree (account_id, asked_at);
create policy by_account on alert_recipients for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on api_keys for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table attribution_settings (
  account_id text collate "C" not null,
  settings jsonb not null,
  updated_at timestamp with time zone not null,
  recompute_at bigint not null default 0,
  recompute_until bigint not null default 0,
  recompute_done bigint not null default 0,
  recompute_total bigint not null default 0,
  recompute_started_at timestamp with time zone,
  recompute_finished_at timestamp with time zone,
  constraint attribution_settings_pkey PRIMARY KEY (account_id),
  constraint attribution_settings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
create policy by_account on attribution_settings for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table attributions (
  account_id text collate "C" not null,
  event_id bigint not null,
  metric_id text collate "C" not null,
  occurred_at timestamp with time zone not null,
  value numeric,
  touch_source text collate "C" not null,
  touch_nth bigint not null,
  kind text collate "C" not null,
  message_id uuid,
  conversation_id uuid,
  constraint attributions_pkey PRIMARY KEY (account_id, event_id),
  constraint attributions_account_id_event_id_fkey FOREIGN KEY (account_id, event_id) REFERENCES events(account_id, event_id) ON DELETE CASCADE,
  constraint attributions_account_id_touch_source_touch_nth_fkey FOREIGN KEY (account_id, touch_source, touch_nth) REFERENCES touches(account_id, source, nth) ON DELETE CASCADE
);
CREATE INDEX attributions_by_message ON parley.attributions USING btree (account_id, metric_id, message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX attributions_by_time ON parley.attributions USING btree (account_id, metric_id, occurred_at, event_id);
CREATE INDEX attributions_by_touch ON parley.attributions USING btree (account_id, touch_source, touch_nth);
create policy by_account on attributions for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on audit_entries for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table brand_settings (
  account_id text collate "C" not null,
  settings jsonb not null,
  updated_at timestamp with time zone not null,
  constraint brand_settings_pkey PRIMARY KEY (account_id),
  constraint brand_settings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
create policy by_account on brand_settings for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table campaign_audience_groups (
  account_id text collate "C" not null,
  audience_id text collate "C" not null,
  group_id text collate "C" not null,
  is_excluded boolean not null,
  place integer not null,
  constraint campaign_audience_groups_pkey PRIMARY KEY (account_id, audience_id, is_excluded, group_id),
  constraint campaign_audience_groups_account_id_audience_id_fkey FOREIGN KEY (account_id, audience_id) REFERENCES campaign_audiences(account_id, audience_id) ON DELETE CASCADE
);
CREATE INDEX campaign_audience_groups_by_group ON parley.campaign_audience_groups USING btree (account_id, group_id);
create policy by_account on campaign_audience_groups for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table campaign_audiences (
  account_id text collate "C" not null,
  audience_id text collate "C" not null,
  campaign_id text collate "C" not null,
  place integer not null,
  name text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  priority integer,
  constraint campaign_audiences_pkey PRIMARY KEY (account_id, audience_id),
  constraint campaign_audiences_account_id_campaign_id_fkey FOREIGN KEY (account_id, campaign_id) REFERENCES campaigns(account_id, campaign_id) ON DELETE CASCADE
);
CREATE INDEX campaign_audiences_of ON parley.campaign_audiences USING btree (account_id, campaign_id, place);
create policy by_account on campaign_audiences for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table campaign_estimates (
  account_id text collate "C" not null,
  campaign_id text collate "C" not null,
  status text not null,
  recipients bigint,
  updated_at timestamp with time zone not null,
  constraint campaign_estimates_pkey PRIMARY KEY (account_id, campaign_id),
  constraint campaign_estimates_account_id_campaign_id_fkey FOREIGN KEY (account_id, campaign_id) REFERENCES campaigns(account_id, campaign_id) ON DELETE CASCADE,
  constraint campaign_estimates_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'processing'::text, 'complete'::text, 'cancelled'::text])))
);
create policy by_account on campaign_estimates for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table campaign_messages (
  account_id text collate "C" not null,
  message_id text collate "C" not null,
  campaign_id text collate "C" not null,
  place integer not null,
  label text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  audience_id text collate "C" not null,
  channel text not null,
  status text not null,
  strategy jsonb not null,
  has_smart_sending boolean not null,
  tracking jsonb not null,
  recipients_when text not null default 'at-send'::text,
  test_share smallint,
  winner_metric text,
  winner_after_minutes integer,
  winner_id text collate "C",
  winner_at timestamp with time zone,
  run integer not null default 0,
  resolve_at timestamp with time zone,
  send_at timestamp with time zone,
  resolved_at timestamp with time zone,
  resolve_after uuid,
  recipients bigint not null default 0,
  unreachable bigint not null default 0,
  excluded bigint not null default 0,
  released bigint not null default 0,
  is_paused boolean not null default false,
  hold jsonb,
  active_at timestamp with time zone,
  scheduled_at timestamp with time zone,
  constraint campaign_messages_pkey PRIMARY KEY (account_id, message_id),
  constraint campaign_messages_account_id_audience_id_fkey FOREIGN KEY (account_id, audience_id) REFERENCES campaign_audiences(account_id, audience_id),
  constraint campaign_messages_account_id_campaign_id_fkey FOREIGN KEY (account_id, campaign_id) REFERENCES campaigns(account_id, campaign_id) ON DELETE CASCADE,
  constraint campaign_messages_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'whatsapp'::text]))),
  constraint campaign_messages_recipients_when_check CHECK ((recipients_when = ANY (ARRAY['at-send'::text, 'at-schedule'::text]))),
  constraint campaign_messages_test_share_check CHECK (((test_share >= 1) AND (test_share <= 100))),
  constraint campaign_messages_winner_metric_check CHECK ((winner_metric = ANY (ARRAY['open-rate'::text, 'click-rate'::text])))
);
CREATE INDEX campaign_messages_by_audience ON parley.campaign_messages USING btree (account_id, audience_id);
CREATE INDEX campaign_messages_by_created ON parley.campaign_messages USING btree (account_id, created_at, message_id);
CREATE INDEX campaign_messages_of ON parley.campaign_messages USING btree (account_id, campaign_id, place);
CREATE INDEX campaign_messages_running ON parley.campaign_messages USING btree (account_id, message_id) WHERE (status = ANY (ARRAY['Queued without Recipients'::text, 'Adding Recipients'::text, 'Preparing to schedule'::text, 'Scheduled'::text, 'Preparing to send'::text, 'Sending'::text, 'Sending Segments'::text, 'Variations Sent'::text]));
create policy by_account on campaign_messages for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table campaign_recipients (
  account_id text collate "C" not null,
  profile_id uuid not null,
  due_at timestamp with time zone not null,
  variation smallint,
  is_rest boolean not null default false,
  message_id text collate "C" not null,
  constraint campaign_recipients_pkey PRIMARY KEY (account_id, message_id, profile_id)
);
CREATE INDEX campaign_recipients_due ON parley.campaign_recipients USING btree (account_id, message_id, is_rest, due_at, profile_id);
create policy by_account on campaign_recipients for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table campaign_variations (
  account_id text collate "C" not null,
  variation_id text collate "C" not null,
  message_id text collate "C" not null,
  place integer not null,
  name text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  image_id bigint,
  constraint campaign_variations_pkey PRIMARY KEY (account_id, variation_id),
  constraint campaign_variations_account_id_message_id_fkey FOREIGN KEY (account_id, message_id) REFERENCES campaign_messages(account_id, message_id) ON DELETE CASCADE
);
CREATE INDEX campaign_variations_of ON parley.campaign_variations USING btree (account_id, message_id, place);
create policy by_account on campaign_variations for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table campaigns (
  account_id text collate "C" not null,
  campaign_id text collate "C" not null,
  name text not null,
  archived boolean not null default false,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  builder text not null default 'wizard'::text,
  color text,
  description text,
  constraint campaigns_pkey PRIMARY KEY (account_id, campaign_id),
  constraint campaigns_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint campaigns_builder_check CHECK ((builder = ANY (ARRAY['canvas'::text, 'wizard'::text])))
);
CREATE INDEX campaigns_by_created ON parley.campaigns USING btree (account_id, created_at, campaign_id);
create policy by_account on campaigns for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_categories (
  account_id text collate "C" not null,
  category_id text collate "C" not null,
  name text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint catalog_categories_pkey PRIMARY KEY (account_id, category_id),
  constraint catalog_categories_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
CREATE INDEX catalog_categories_by_created ON parley.catalog_categories USING btree (account_id, created_at, category_id);
create policy by_account on catalog_categories for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_category_items (
  account_id text collate "C" not null,
  category_id text collate "C" not null,
  item_id text collate "C" not null,
  item_no bigint not null,
  constraint catalog_category_items_pkey PRIMARY KEY (account_id, category_id, item_id),
  constraint catalog_category_items_account_id_category_id_fkey FOREIGN KEY (account_id, category_id) REFERENCES catalog_categories(account_id, category_id) ON DELETE CASCADE,
  constraint catalog_category_items_account_id_item_id_fkey FOREIGN KEY (account_id, item_id) REFERENCES catalog_items(account_id, item_id) ON DELETE CASCADE
);
CREATE INDEX catalog_category_items_by_item ON parley.catalog_category_items USING btree (account_id, item_id, category_id);
CREATE INDEX catalog_category_items_by_number ON parley.catalog_category_items USING btree (account_id, category_id, item_no);
create policy by_account on catalog_category_items for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_category_terms (
  account_id text collate "C" not null,
  term text collate "C" not null,
  category_id text collate "C" not null,
  constraint catalog_category_terms_pkey PRIMARY KEY (account_id, term, category_id),
  constraint catalog_category_terms_account_id_category_id_fkey FOREIGN KEY (account_id, category_id) REFERENCES catalog_categories(account_id, category_id) ON DELETE CASCADE
);
CREATE INDEX catalog_category_terms_by_category ON parley.catalog_category_terms USING btree (account_id, category_id);
create policy by_account on catalog_category_terms for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_changes (
  account_id text collate "C" not null,
  change_id bigint not null generated always as identity,
  shard smallint not null,
  written_by xid8 not null default pg_current_xact_id(),
  item_id text collate "C" not null,
  variant_id text collate "C",
  kind text not null,
  price_before numeric,
  price_after numeric,
  quantity_before numeric,
  quantity_after numeric,
  changed_at timestamp with time zone not null,
  constraint catalog_changes_pkey PRIMARY KEY (account_id, change_id),
  constraint catalog_changes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint catalog_changes_kind_check CHECK ((kind = ANY (ARRAY['created'::text, 'changed'::text, 'deleted'::text]))),
  constraint catalog_changes_shard_check CHECK (((shard >= 0) AND (shard <= 15)))
);
CREATE INDEX catalog_changes_log ON parley.catalog_changes USING btree (shard, written_by, change_id);
create policy by_account on catalog_changes for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_items (
  account_id text collate "C" not null,
  item_id text collate "C" not null,
  item_no bigint not null generated always as identity,
  title text not null,
  description text not null,
  url text not null,
  price numeric,
  image_url text,
  thumbnail_url text,
  images text[] not null default '{}'::text[],
  metadata jsonb not null default '{}'::jsonb,
  is_published boolean not null,
  terms jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint catalog_items_pkey PRIMARY KEY (account_id, item_id),
  constraint catalog_items_account_id_item_no_key UNIQUE (account_id, item_no),
  constraint catalog_items_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
CREATE INDEX catalog_items_by_created ON parley.catalog_items USING btree (account_id, created_at, item_id);
create policy by_account on catalog_items for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_jobs (
  account_id text collate "C" not null,
  job_id uuid not null,
  noun text not null,
  verb text not null,
  status text not null default 'queued'::text,
  rows jsonb not null,
  total_count integer not null,
  completed_count integer not null default 0,
  failed_count integer not null default 0,
  done_ids text[] not null default '{}'::text[],
  errors jsonb not null default '[]'::jsonb,
  created_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  constraint catalog_jobs_pkey PRIMARY KEY (account_id, job_id),
  constraint catalog_jobs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint catalog_jobs_noun_check CHECK ((noun = ANY (ARRAY['item'::text, 'variant'::text, 'category'::text]))),
  constraint catalog_jobs_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'processing'::text, 'complete'::text, 'cancelled'::text]))),
  constraint catalog_jobs_verb_check CHECK ((verb = ANY (ARRAY['create'::text, 'update'::text, 'delete'::text])))
);
CREATE INDEX catalog_jobs_by_created ON parley.catalog_jobs USING btree (account_id, noun, verb, created_at, job_id);
CREATE INDEX catalog_jobs_by_expiry ON parley.catalog_jobs USING btree (expires_at);
create policy by_account on catalog_jobs for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_offers (
  account_id text collate "C" not null,
  item_no bigint not null,
  variant_id text collate "C" not null,
  price numeric,
  in_stock boolean not null,
  facets text[] not null,
  constraint catalog_offers_pkey PRIMARY KEY (account_id, item_no, variant_id),
  constraint catalog_offers_account_id_item_no_fkey FOREIGN KEY (account_id, item_no) REFERENCES catalog_items(account_id, item_no) ON DELETE CASCADE
);
create policy by_account on catalog_offers for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_pairs (
  account_id text collate "C" not null,
  item_id text collate "C" not null,
  other_id text collate "C" not null,
  order_count bigint not null,
  heat double precision not null,
  constraint catalog_pairs_pkey PRIMARY KEY (account_id, item_id, other_id),
  constraint catalog_pairs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
CREATE INDEX catalog_pairs_by_heat ON parley.catalog_pairs USING btree (account_id, item_id, heat, other_id);
create policy by_account on catalog_pairs for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_popularity (
  account_id text collate "C" not null,
  item_id text collate "C" not null,
  item_no bigint,
  order_count bigint not null,
  heat double precision not null,
  last_ordered_at timestamp with time zone not null,
  constraint catalog_popularity_pkey PRIMARY KEY (account_id, item_id),
  constraint catalog_popularity_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
CREATE INDEX catalog_popularity_by_heat ON parley.catalog_popularity USING btree (account_id, heat, item_id);
CREATE INDEX catalog_popularity_by_number ON parley.catalog_popularity USING btree (account_id, item_no) INCLUDE (heat);
create policy by_account on catalog_popularity for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_purchases (
  account_id text collate "C" not null,
  order_key text collate "C" not null,
  item_id text collate "C" not null,
  ordered_at timestamp with time zone not null,
  constraint catalog_purchases_pkey PRIMARY KEY (account_id, order_key, item_id),
  constraint catalog_purchases_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
create policy by_account on catalog_purchases for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_terms (
  account_id text collate "C" not null,
  term text collate "C" not null,
  item_no bigint not null,
  weight smallint not null,
  constraint catalog_terms_pkey PRIMARY KEY (account_id, term, item_no) INCLUDE (weight),
  constraint catalog_terms_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
CREATE INDEX catalog_terms_strong ON parley.catalog_terms USING btree (account_id, term, item_no) WHERE (weight >= 70);
create policy by_account on catalog_terms for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_variants (
  account_id text collate "C" not null,
  variant_id text collate "C" not null,
  item_id text collate "C" not null,
  title text not null,
  description text not null,
  sku text collate "C" not null,
  inventory_policy smallint,
  inventory_quantity numeric not null,
  price numeric not null,
  url text not null,
  image_url text,
  thumbnail_url text,
  images text[] not null default '{}'::text[],
  metadata jsonb not null default '{}'::jsonb,
  is_published boolean not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint catalog_variants_pkey PRIMARY KEY (account_id, variant_id),
  constraint catalog_variants_account_id_item_id_fkey FOREIGN KEY (account_id, item_id) REFERENCES catalog_items(account_id, item_id) ON DELETE CASCADE,
  constraint catalog_variants_inventory_policy_check CHECK (((inventory_policy >= 0) AND (inventory_policy <= 2)))
);
CREATE INDEX catalog_variants_by_created ON parley.catalog_variants USING btree (account_id, created_at, variant_id);
CREATE INDEX catalog_variants_by_item ON parley.catalog_variants USING btree (account_id, item_id, created_at, variant_id);
CREATE INDEX catalog_variants_by_sku ON parley.catalog_variants USING btree (account_id, sku);
create policy by_account on catalog_variants for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_word_grams (
  account_id text collate "C" not null,
  gram text collate "C" not null,
  term text collate "C" not null,
  constraint catalog_word_grams_pkey PRIMARY KEY (account_id, gram, term),
  constraint catalog_word_grams_account_id_term_fkey FOREIGN KEY (account_id, term) REFERENCES catalog_words(account_id, term) ON DELETE CASCADE
);
CREATE INDEX catalog_word_grams_by_term ON parley.catalog_word_grams USING btree (account_id, term);
create policy by_account on catalog_word_grams for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table catalog_words (
  account_id text collate "C" not null,
  term text collate "C" not null,
  backwards text collate "C" generated always as (reverse(term)) stored,
  constraint catalog_words_pkey PRIMARY KEY (account_id, term),
  constraint catalog_words_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
CREATE INDEX catalog_words_by_end ON parley.catalog_words USING btree (account_id, backwards);
create policy by_account on catalog_words for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table consent_changes (
  account_id text collate "C" not null,
  change_id uuid not null,
  position bigint not null generated always as identity,
  profile_id uuid not null,
  channel text not null,
  topic text not null,
  kind text not null,
  list_id text collate "C",
  reason text,
  address text,
  method text not null,
  method_detail text,
  custom_method_detail text,
  double_optin boolean,
  is_historical boolean not null default false,
  source text not null,
  ip text,
  message_id uuid,
  consented_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  constraint consent_changes_pkey PRIMARY KEY (account_id, change_id),
  constraint consent_changes_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE,
  constraint consent_changes_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'whatsapp'::text, 'push'::text]))),
  constraint consent_changes_check CHECK (((kind = ANY (ARRAY['suppress'::text, 'unsuppress'::text])) = (reason IS NOT NULL))),
  constraint consent_changes_kind_check CHECK ((kind = ANY (ARRAY['subscribe'::text, 'unsubscribe'::text, 'suppress'::text, 'unsuppress'::text]))),
  constraint consent_changes_reason_check CHECK ((reason = ANY (ARRAY['HARD_BOUNCE'::text, 'INVALID_EMAIL'::text, 'SPAM_COMPLAINT'::text, 'UNSUBSCRIBE'::text, 'USER_SUPPRESSED'::text]))),
  constraint consent_changes_topic_check CHECK ((topic = ANY (ARRAY['marketing'::text, 'transactional'::text, 'conversational'::text, 'open_tracking'::text])))
);
CREATE INDEX consent_changes_of ON parley.consent_changes USING btree (account_id, profile_id, "position");
CREATE TRIGGER consent_changes_are_kept AFTER UPDATE ON parley.consent_changes FOR EACH ROW EXECUTE FUNCTION keep_consent_changes();
create policy by_account on consent_changes for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table consent_jobs (
  account_id text collate "C" not null,
  job_id uuid not null,
  kind text not null,
  status text not null default 'queued'::text,
  payload jsonb not null,
  list_id text collate "C",
  segment_id text collate "C",
  reached uuid,
  total_count integer not null,
  completed_count integer not null default 0,
  skipped_count integer not null default 0,
  created_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  constraint consent_jobs_pkey PRIMARY KEY (account_id, job_id),
  constraint consent_jobs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint consent_jobs_kind_check CHECK ((kind = ANY (ARRAY['subscribe'::text, 'unsubscribe'::text, 'suppress'::text, 'unsuppress'::text]))),
  constraint consent_jobs_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'processing'::text, 'complete'::text, 'cancelled'::text])))
);
CREATE INDEX consent_jobs_by_created ON parley.consent_jobs USING btree (account_id, kind, created_at, job_id);
CREATE INDEX consent_jobs_by_end ON parley.consent_jobs USING btree (expires_at);
create policy by_account on consent_jobs for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table consent_pages (
  account_id text collate "C" not null,
  theme jsonb not null default '{}'::jsonb,
  texts jsonb not null default '{}'::jsonb,
  constraint consent_pages_pkey PRIMARY KEY (account_id),
  constraint consent_pages_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
create policy by_account on consent_pages for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table consent_requests (
  account_id text collate "C" not null,
  request_id uuid not null,
  email text not null,
  email_key text collate "C" not null,
  profile_id uuid,
  list_id text collate "C",
  identifiers jsonb not null default '{}'::jsonb,
  method text not null,
  method_detail text,
  custom_method_detail text,
  source text not null,
  ip text,
  locale text,
  requested_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  constraint consent_requests_pkey PRIMARY KEY (account_id, request_id),
  constraint consent_requests_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint consent_requests_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE
);
CREATE INDEX consent_requests_by_email ON parley.consent_requests USING btree (account_id, email_key, requested_at);
CREATE INDEX consent_requests_by_end ON parley.consent_requests USING btree (expires_at);
CREATE INDEX consent_requests_by_ip ON parley.consent_requests USING btree (account_id, ip, requested_at) WHERE (source = 'client'::text);
CREATE INDEX consent_requests_of ON parley.consent_requests USING btree (account_id, profile_id);
create policy by_account on consent_requests for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table conversation_answers (
  account_id text collate "C" not null,
  answer_id bigint not null generated always as identity,
  shard smallint not null,
  written_by xid8 not null default pg_current_xact_id(),
  profile_id uuid not null,
  conversation_id uuid not null,
  channel text not null,
  turn integer not null,
  at timestamp with time zone not null,
  constraint conversation_answers_pkey PRIMARY KEY (account_id, answer_id),
  constraint conversation_answers_account_id_conversation_id_turn_key UNIQUE (account_id, conversation_id, turn),
  constraint conversation_answers_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint conversation_answers_shard_check CHECK (((shard >= 0) AND (shard <= 15)))
);
CREATE INDEX conversation_answers_log ON parley.conversation_answers USING btree (shard, written_by, answer_id);
create policy by_account on conversation_answers for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table conversation_channels (
  account_id text collate "C" not null,
  channel text collate "C" not null,
  is_on boolean not null,
  inactivity_minutes integer not null,
  reopen_hours integer not null,
  follows_up boolean not null,
  updated_at timestamp with time zone not null,
  constraint conversation_channels_pkey PRIMARY KEY (account_id, channel),
  constraint conversation_channels_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint conversation_channels_channel_check CHECK ((channel = ANY (ARRAY['web-chat'::text, 'sms'::text, 'email'::text, 'whatsapp'::text]))),
  constraint conversation_channels_inactivity_minutes_check CHECK (((inactivity_minutes >= 1) AND (inactivity_minutes <= 43200))),
  constraint conversation_channels_reopen_hours_check CHECK (((reopen_hours >= 0) AND (reopen_hours <= 8760)))
);
create policy by_account on conversation_channels for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table conversation_deliveries (
  account_id text collate "C" not null,
  conversation_id uuid not null,
  position integer not null,
  channel text not null,
  address text not null,
  state text not null default 'waiting'::text,
  reference text,
  error text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint conversation_deliveries_pkey PRIMARY KEY (account_id, conversation_id, "position"),
  constraint conversation_deliveries_account_id_conversation_id_positio_fkey FOREIGN KEY (account_id, conversation_id, "position") REFERENCES conversation_lines(account_id, conversation_id, "position") ON DELETE CASCADE,
  constraint conversation_deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'handed-over'::text, 'failed'::text])))
);
CREATE INDEX conversation_deliveries_waiting ON parley.conversation_deliveries USING btree (created_at) WHERE (state = 'waiting'::text);
create policy by_account on conversation_deliveries for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table conversation_episodes (
  account_id text collate "C" not null,
  conversation_id uuid not null,
  episode integer not null,
  started_at timestamp with time zone not null,
  first_position integer not null,
  start_recorded_at timestamp with time zone,
  initial_skill text,
  last_skill text,
  standing text not null default 'nothing-yet'::text,
  answers integer not null default 0,
  replies integer not null default 0,
  followed_up_at timestamp with time zone,
  outcome text,
  ended_at timestamp with time zone,
  resolution_type text,
  escalation_reason text,
  escalation_category text,
  rule_id text,
  handoff_mode text,
  caused_by text,
  constraint conversation_episodes_pkey PRIMARY KEY (account_id, conversation_id, episode),
  constraint conversation_episodes_account_id_conversation_id_fkey FOREIGN KEY (account_id, conversation_id) REFERENCES conversations(account_id, conversation_id) ON DELETE CASCADE,
  constraint conversation_episodes_check CHECK (((ended_at IS NULL) = (outcome IS NULL))),
  constraint conversation_episodes_outcome_check CHECK ((outcome = ANY (ARRAY['resolved'::text, 'escalated'::text, 'abandoned'::text, 'closed'::text]))),
  constraint conversation_episodes_standing_check CHECK ((standing = ANY (ARRAY['nothing-yet'::text, 'answered'::text, 'asked'::text, 'offered'::text, 'gap'::text, 'declined'::text])))
);
CREATE INDEX conversation_episodes_by_start ON parley.conversation_episodes USING btree (account_id, started_at);
CREATE INDEX conversation_episodes_unrecorded ON parley.conversation_episodes USING btree (account_id, started_at) WHERE (start_recorded_at IS NULL);
create policy by_account on conversation_episodes for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table conversation_lines (
  account_id text collate "C" not null,
  conversation_id uuid not null,
  position integer not null,
  episode integer not null,
  channel text collate "C" not null,
  author text not null,
  author_id uuid,
  author_name text,
  kind text not null,
  text text not null,
  payload jsonb not null default '{}'::jsonb,
  turn integer,
  external_id text collate "C",
  at timestamp with time zone not null,
  constraint conversation_lines_pkey PRIMARY KEY (account_id, conversation_id, "position"),
  constraint conversation_lines_account_id_conversation_id_fkey FOREIGN KEY (account_id, conversation_id) REFERENCES conversations(account_id, conversation_id) ON DELETE CASCADE,
  constraint conversation_lines_author_id_fkey FOREIGN KEY (author_id) REFERENCES users(user_id) ON DELETE SET NULL,
  constraint conversation_lines_author_check CHECK ((author = ANY (ARRAY['shopper'::text, 'agent'::text, 'teammate'::text, 'system'::text]))),
  constraint conversation_lines_kind_check CHECK ((kind = ANY (ARRAY['message'::text, 'offer'::text, 'handoff'::text, 'authentication'::text, 'follow-up'::text, 'note'::text, 'notice'::text])))
);
CREATE UNIQUE INDEX conversation_lines_once ON parley.conversation_lines USING btree (account_id, channel, external_id) WHERE (external_id IS NOT NULL);
create policy by_account on conversation_lines for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table conversation_macros (
  account_id text collate "C" not null,
  macro_id uuid not null,
  name text not null,
  text text not null,
  language text,
  created_by text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint conversation_macros_pkey PRIMARY KEY (account_id, macro_id),
  constraint conversation_macros_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint conversation_macros_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint conversation_macros_text_check CHECK (((length(text) >= 1) AND (length(text) <= 10000)))
);
create policy by_account on conversation_macros for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table conversation_settings (
  account_id text collate "C" not null,
  first_message text not null,
  updated_at timestamp with time zone not null,
  constraint conversation_settings_pkey PRIMARY KEY (account_id),
  constraint conversation_settings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint conversation_settings_first_message_check CHECK ((first_message = ANY (ARRAY['full'::text, 'redacted'::text, 'off'::text])))
);
create policy by_account on conversation_settings for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table conversation_tags (
  account_id text collate "C" not null,
  conversation_id uuid not null,
  tag text collate "C" not null,
  set_by text not null,
  set_by_name text,
  episode integer not null,
  is_removed boolean not null default false,
  at timestamp with time zone not null,
  constraint conversation_tags_pkey PRIMARY KEY (account_id, conversation_id, tag),
  constraint conversation_tags_account_id_conversation_id_fkey FOREIGN KEY (account_id, conversation_id) REFERENCES conversations(account_id, conversation_id) ON DELETE CASCADE,
  constraint conversation_tags_set_by_check CHECK ((set_by = ANY (ARRAY['agent'::text, 'teammate'::text]))),
  constraint conversation_tags_tag_check CHECK (((length(tag) >= 1) AND (length(tag) <= 100)))
);
CREATE INDEX conversation_tags_by_tag ON parley.conversation_tags USING btree (account_id, tag, conversation_id);
create policy by_account on conversation_tags for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table conversation_turns (
  account_id text collate "C" not null,
  conversation_id uuid not null,
  turn integer not null,
  episode integer not null,
  read_up_to integer not null,
  reply_position integer,
  action text not null,
  skill text,
  language text not null,
  knowledge_gap text,
  product_ids text[] not null default '{}'::text[],
  trace jsonb not null,
  took_ms integer not null,
  at timestamp with time zone not null,
  constraint conversation_turns_pkey PRIMARY KEY (account_id, conversation_id, turn),
  constraint conversation_turns_account_id_conversation_id_fkey FOREIGN KEY (account_id, conversation_id) REFERENCES conversations(account_id, conversation_id) ON DELETE CASCADE
);
CREATE INDEX conversation_turns_by_skill ON parley.conversation_turns USING btree (account_id, conversation_id, skill) WHERE (skill IS NOT NULL);
CREATE INDEX conversation_turns_by_time ON parley.conversation_turns USING btree (account_id, at) INCLUDE (conversation_id, skill);
create policy by_account on conversation_turns for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table conversation_views (
  account_id text collate "C" not null,
  view_id uuid not null,
  name text not null,
  filter text not null,
  search text not null default ''::text,
  sort text not null,
  created_by text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint conversation_views_pkey PRIMARY KEY (account_id, view_id),
  constraint conversation_views_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint conversation_views_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
create policy by_account on conversation_views for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table conversation_words (
  account_id text collate "C" not null,
  word text collate "C" not null,
  conversation_id uuid not null,
  constraint conversation_words_pkey PRIMARY KEY (account_id, word, conversation_id),
  constraint conversation_words_account_id_conversation_id_fkey FOREIGN KEY (account_id, conversation_id) REFERENCES conversations(account_id, conversation_id) ON DELETE CASCADE
);
CREATE INDEX conversation_words_by_conversation ON parley.conversation_words USING btree (account_id, conversation_id, word);
create policy by_account on conversation_words for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table conversations (
  account_id text collate "C" not null,
  conversation_id uuid not null,
  profile_id uuid not null,
  channel text collate "C" not null,
  address text collate "C",
  verified_by text,
  status text collate "C" not null,
  status_at timestamp with time zone not null,
  language text,
  subject text,
  page jsonb,
  episode integer not null,
  turns integer not null default 0,
  last_position integer not null default 0,
  last_shopper_position integer not null default 0,
  answered_position integer not null default 0,
  team_read_position integer not null default 0,
  last_line_at timestamp with time zone not null,
  last_author text not null default 'system'::text,
  offer jsonb,
  memory jsonb not null default '{}'::jsonb,
  due_at timestamp with time zone,
  assignee_id uuid,
  snoozed_until timestamp with time zone,
  skills text[] not null default '{}'::text[],
  product_ids text[] not null default '{}'::text[],
  escalation_reason text,
  has_knowledge_gap boolean not null default false,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint conversations_pkey PRIMARY KEY (account_id, conversation_id),
  constraint conversations_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint conversations_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id),
  constraint conversations_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES users(user_id) ON DELETE SET NULL,
  constraint conversations_channel_check CHECK ((channel = ANY (ARRAY['web-chat'::text, 'sms'::text, 'email'::text, 'whatsapp'::text]))),
  constraint conversations_status_check CHECK ((status = ANY (ARRAY['open'::text, 'routed-to-team'::text, 'resolved-by-ai'::text, 'closed'::text])))
);
CREATE INDEX conversations_by_activity ON parley.conversations USING btree (account_id, last_line_at, conversation_id);
CREATE INDEX conversations_by_address ON parley.conversations USING btree (account_id, channel, address, conversation_id);
CREATE INDEX conversations_by_assignee ON parley.conversations USING btree (account_id, assignee_id, last_line_at, conversation_id);
CREATE INDEX conversations_by_profile ON parley.conversations USING btree (account_id, profile_id, conversation_id);
CREATE INDEX conversations_by_status ON parley.conversations USING btree (account_id, status, last_line_at, conversation_id);
CREATE INDEX conversations_due ON parley.conversations USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX conversations_gaps ON parley.conversations USING btree (account_id, last_line_at, conversation_id) WHERE has_knowledge_gap;
CREATE INDEX conversations_snoozed ON parley.conversations USING btree (account_id, snoozed_until) WHERE (snoozed_until IS NOT NULL);
CREATE INDEX conversations_unanswered ON parley.conversations USING btree (account_id, conversation_id) WHERE ((status = 'open'::text) AND (last_shopper_position > answered_position));
create policy by_account on conversations for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table coupon_codes (
  account_id text collate "C" not null,
  coupon_id text collate "C" not null,
  code text collate "C" not null,
  code_no bigint not null generated always as identity,
  status text not null default 'UNASSIGNED'::text,
  profile_id uuid,
  message_id text collate "C" not null default ''::text,
  expires_at timestamp with time zone,
  assigned_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint coupon_codes_pkey PRIMARY KEY (account_id, coupon_id, code),
  constraint coupon_codes_account_id_coupon_id_fkey FOREIGN KEY (account_id, coupon_id) REFERENCES coupons(account_id, coupon_id) ON DELETE CASCADE,
  constraint coupon_codes_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE,
  constraint coupon_codes_status_check CHECK ((status = ANY (ARRAY['UNASSIGNED'::text, 'ASSIGNED_TO_PROFILE'::text, 'USED'::text, 'PROCESSING'::text, 'DELETING'::text, 'VERSION_NOT_ACTIVE'::text])))
);
CREATE INDEX coupon_codes_by_number ON parley.coupon_codes USING btree (account_id, coupon_id, code_no);
CREATE UNIQUE INDEX coupon_codes_by_profile ON parley.coupon_codes USING btree (account_id, profile_id, coupon_id, message_id) WHERE (profile_id IS NOT NULL);
CREATE INDEX coupon_codes_free ON parley.coupon_codes USING btree (account_id, coupon_id, code_no) WHERE (status = 'UNASSIGNED'::text);
create policy by_account on coupon_codes for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table coupon_jobs (
  account_id text collate "C" not null,
  job_id uuid not null,
  status text not null default 'queued'::text,
  rows jsonb not null,
  total_count integer not null,
  completed_count integer not null default 0,
  failed_count integer not null default 0,
  done_ids text[] not null default '{}'::text[],
  errors jsonb not null default '[]'::jsonb,
  created_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  constraint coupon_jobs_pkey PRIMARY KEY (account_id, job_id),
  constraint coupon_jobs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint coupon_jobs_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'processing'::text, 'complete'::text, 'cancelled'::text])))
);
CREATE INDEX coupon_jobs_by_created ON parley.coupon_jobs USING btree (account_id, created_at, job_id);
CREATE INDEX coupon_jobs_by_expiry ON parley.coupon_jobs USING btree (expires_at);
create policy by_account on coupon_jobs for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table coupons (
  account_id text collate "C" not null,
  coupon_id text collate "C" not null,
  description text,
  monitor jsonb,
  generator jsonb,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint coupons_pkey PRIMARY KEY (account_id, coupon_id),
  constraint coupons_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
create policy by_account on coupons for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on custom_metrics for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table custom_reports (
  account_id text collate "C" not null,
  report_id uuid not null,
  name text not null,
  definition jsonb not null,
  schedule jsonb,
  next_send_at timestamp with time zone,
  last_sent_at timestamp with time zone,
  failure text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint custom_reports_pkey PRIMARY KEY (account_id, report_id),
  constraint custom_reports_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint custom_reports_check CHECK (((schedule IS NULL) = (next_send_at IS NULL)))
);
CREATE INDEX custom_reports_by_time ON parley.custom_reports USING btree (account_id, next_send_at) WHERE (next_send_at IS NOT NULL);
create policy by_account on custom_reports for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table customer_agents (
  account_id text collate "C" not null,
  name text,
  is_on boolean not null default true,
  tone_preset text not null default 'friendly'::text,
  tone_instruction text,
  tone_updated_at timestamp with time zone,
  escalation_rules jsonb not null default '[]'::jsonb,
  communication_styles jsonb not null default '[]'::jsonb,
  brand_summary text not null default ''::text,
  default_language text,
  returns_portal_url text,
  subscriptions_portal_url text,
  updated_at timestamp with time zone not null,
  constraint customer_agents_pkey PRIMARY KEY (account_id),
  constraint customer_agents_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint customer_agents_default_language_check CHECK ((default_language = ANY (ARRAY['en'::text, 'de'::text]))),
  constraint customer_agents_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint customer_agents_tone_preset_check CHECK ((tone_preset = ANY (ARRAY['neutral'::text, 'professional'::text, 'friendly'::text, 'playful'::text, 'custom'::text])))
);
create policy by_account on customer_agents for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table email_channels (
  account_id text collate "C" not null,
  support_address text,
  sender_name text,
  uses_reply_tokens boolean not null default false,
  trusted_authserv text,
  webhook_token_hash bytea,
  webhook_token_hint text,
  updated_at timestamp with time zone not null,
  constraint email_channels_pkey PRIMARY KEY (account_id),
  constraint email_channels_webhook_token_hash_key UNIQUE (webhook_token_hash),
  constraint email_channels_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
create policy by_account on email_channels for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
CREATE INDEX events_by_metric ON parley.events USING btree (account_id, metric_id, occurred_at, event_id) INCLUDE (profile_id);
CREATE INDEX events_by_profile ON parley.events USING btree (account_id, profile_id, occurred_at, event_id) INCLUDE (metric_id);
CREATE INDEX events_by_time ON parley.events USING btree (account_id, occurred_at, event_id);
CREATE INDEX events_log ON parley.events USING btree (shard, written_by, event_id);
CREATE UNIQUE INDEX events_once ON parley.events USING btree (account_id, profile_id, metric_id, unique_id);
create policy by_account on events for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table flow_actions (
  account_id text collate "C" not null,
  flow_id text collate "C" not null,
  action_id text collate "C" not null,
  definition jsonb not null,
  place integer not null,
  since_version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  constraint flow_actions_pkey PRIMARY KEY (account_id, action_id),
  constraint flow_actions_account_id_flow_id_fkey FOREIGN KEY (account_id, flow_id) REFERENCES flows(account_id, flow_id) ON DELETE CASCADE
);
CREATE INDEX flow_actions_of ON parley.flow_actions USING btree (account_id, flow_id, place, action_id);
create policy by_account on flow_actions for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table flow_enrolments (
  account_id text collate "C" not null,
  enrolment_id uuid not null,
  flow_id text collate "C" not null,
  profile_id uuid not null,
  trigger_key text collate "C" not null,
  event_id bigint,
  context jsonb not null default '{}'::jsonb,
  flow_start timestamp with time zone not null,
  version integer not null,
  action_id text collate "C",
  is_waiting boolean not null default false,
  waits_since timestamp with time zone,
  waits_for text collate "C",
  due_at timestamp with time zone,
  ended_at timestamp with time zone,
  end_reason text,
  attempts smallint not null default 0,
  constraint flow_enrolments_pkey PRIMARY KEY (account_id, enrolment_id),
  constraint flow_enrolments_account_id_flow_id_trigger_key_key UNIQUE (account_id, flow_id, trigger_key),
  constraint flow_enrolments_account_id_flow_id_fkey FOREIGN KEY (account_id, flow_id) REFERENCES flows(account_id, flow_id) ON DELETE CASCADE,
  constraint flow_enrolments_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE,
  constraint flow_enrolments_check CHECK (((action_id IS NULL) = (ended_at IS NOT NULL)))
);
CREATE INDEX flow_enrolments_at ON parley.flow_enrolments USING btree (account_id, flow_id, action_id) WHERE (action_id IS NOT NULL);
CREATE INDEX flow_enrolments_due ON parley.flow_enrolments USING btree (account_id, flow_id, due_at, enrolment_id) WHERE (due_at IS NOT NULL);
CREATE INDEX flow_enrolments_for ON parley.flow_enrolments USING btree (account_id, waits_for, profile_id) WHERE (waits_for IS NOT NULL);
CREATE INDEX flow_enrolments_of_flow ON parley.flow_enrolments USING btree (account_id, flow_id, flow_start, enrolment_id);
CREATE INDEX flow_enrolments_of_profile ON parley.flow_enrolments USING btree (account_id, profile_id, flow_id, flow_start);
create policy by_account on flow_enrolments for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table flow_jobs (
  account_id text collate "C" not null,
  job_id uuid not null,
  flow_id text collate "C" not null,
  kind text not null,
  state text not null default 'queued'::text,
  settings jsonb not null,
  done integer not null default 0,
  total integer,
  result jsonb,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  queued_at timestamp with time zone not null,
  constraint flow_jobs_pkey PRIMARY KEY (account_id, job_id),
  constraint flow_jobs_account_id_flow_id_fkey FOREIGN KEY (account_id, flow_id) REFERENCES flows(account_id, flow_id) ON DELETE CASCADE,
  constraint flow_jobs_kind_check CHECK ((kind = ANY (ARRAY['backtest'::text, 'past-profiles'::text]))),
  constraint flow_jobs_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'processing'::text, 'complete'::text, 'failed'::text])))
);
CREATE INDEX flow_jobs_by_age ON parley.flow_jobs USING btree (account_id, queued_at);
CREATE INDEX flow_jobs_of_flow ON parley.flow_jobs USING btree (account_id, flow_id, kind, job_id);
create policy by_account on flow_jobs for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table flow_messages (
  account_id text collate "C" not null,
  message_id text collate "C" not null,
  action_id text collate "C" not null,
  channel text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint flow_messages_pkey PRIMARY KEY (account_id, message_id),
  constraint flow_messages_account_id_action_id_fkey FOREIGN KEY (account_id, action_id) REFERENCES flow_actions(account_id, action_id) ON DELETE CASCADE
);
CREATE INDEX flow_messages_of ON parley.flow_messages USING btree (account_id, action_id);
create policy by_account on flow_messages for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table flow_refusals (
  account_id text collate "C" not null,
  refusal_id bigint not null generated always as identity,
  flow_id text collate "C" not null,
  profile_id uuid not null,
  trigger_key text collate "C" not null,
  reason text not null,
  detail text,
  refused_at timestamp with time zone not null,
  constraint flow_refusals_pkey PRIMARY KEY (account_id, refusal_id),
  constraint flow_refusals_account_id_flow_id_fkey FOREIGN KEY (account_id, flow_id) REFERENCES flows(account_id, flow_id) ON DELETE CASCADE,
  constraint flow_refusals_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE
);
CREATE INDEX flow_refusals_by_age ON parley.flow_refusals USING btree (account_id, refused_at);
CREATE INDEX flow_refusals_of_flow ON parley.flow_refusals USING btree (account_id, flow_id, refusal_id);
CREATE INDEX flow_refusals_of_profile ON parley.flow_refusals USING btree (account_id, profile_id);
create policy by_account on flow_refusals for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table flow_steps (
  account_id text collate "C" not null,
  enrolment_id uuid not null,
  action_id text collate "C" not null,
  flow_id text collate "C" not null,
  outcome text not null,
  reason text,
  detail text,
  taken_at timestamp with time zone not null,
  constraint flow_steps_pkey PRIMARY KEY (account_id, enrolment_id, action_id),
  constraint flow_steps_account_id_enrolment_id_fkey FOREIGN KEY (account_id, enrolment_id) REFERENCES flow_enrolments(account_id, enrolment_id) ON DELETE CASCADE
);
CREATE INDEX flow_steps_of_action ON parley.flow_steps USING btree (account_id, flow_id, action_id, outcome, taken_at, enrolment_id);
create policy by_account on flow_steps for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table flow_versions (
  account_id text collate "C" not null,
  flow_id text collate "C" not null,
  version integer not null,
  definition jsonb not null,
  made_by text not null,
  created_at timestamp with time zone not null,
  constraint flow_versions_pkey PRIMARY KEY (account_id, flow_id, version),
  constraint flow_versions_account_id_flow_id_fkey FOREIGN KEY (account_id, flow_id) REFERENCES flows(account_id, flow_id) ON DELETE CASCADE
);
create policy by_account on flow_versions for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table flow_webhooks (
  account_id text collate "C" not null,
  webhook_id uuid not null,
  enrolment_id uuid not null,
  action_id text collate "C" not null,
  profile_id uuid not null,
  message_id text collate "C" not null,
  url text not null,
  headers jsonb not null,
  body text not null,
  state text not null default 'queued'::text,
  attempts smallint not null default 0,
  due_at timestamp with time zone,
  lease uuid,
  leased_until timestamp with time zone,
  status integer,
  answer text,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint flow_webhooks_pkey PRIMARY KEY (account_id, webhook_id),
  constraint flow_webhooks_account_id_enrolment_id_action_id_key UNIQUE (account_id, enrolment_id, action_id),
  constraint flow_webhooks_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE,
  constraint flow_webhooks_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text])))
);
CREATE INDEX flow_webhooks_due ON parley.flow_webhooks USING btree (account_id, due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX flow_webhooks_of_profile ON parley.flow_webhooks USING btree (account_id, profile_id);
create policy by_account on flow_webhooks for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table flows (
  account_id text collate "C" not null,
  flow_id text collate "C" not null,
  name text not null,
  status text not null default 'draft'::text,
  resume_status text,
  resumed_at timestamp with time zone,
  archived boolean not null default false,
  trigger_kind text collate "C" not null,
  trigger_key text collate "C" not null default ''::text,
  definition jsonb not null,
  version integer not null default 1,
  dates_until timestamp with time zone,
  duplicates integer not null default 0,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  running_since timestamp with time zone,
  constraint flows_pkey PRIMARY KEY (account_id, flow_id),
  constraint flows_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint flows_resume_status_check CHECK ((resume_status = ANY (ARRAY['manual'::text, 'live'::text]))),
  constraint flows_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'manual'::text, 'live'::text, 'paused'::text]))),
  constraint flows_trigger_kind_check CHECK ((trigger_kind = ANY (ARRAY['metric'::text, 'list'::text, 'segment'::text, 'date'::text, 'price-drop'::text, 'low-inventory'::text, 'none'::text])))
);
CREATE UNIQUE INDEX flows_by_name ON parley.flows USING btree (account_id, name COLLATE "C", flow_id);
CREATE INDEX flows_by_trigger ON parley.flows USING btree (account_id, trigger_kind, trigger_key);
create policy by_account on flows for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on follower_failures for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table group_changes (
  account_id text collate "C" not null,
  change_id bigint not null generated always as identity,
  shard smallint not null,
  written_by xid8 not null default pg_current_xact_id(),
  group_id text collate "C" not null,
  profile_id uuid not null,
  kind text not null,
  cause text not null,
  changed_at timestamp with time zone not null,
  constraint group_changes_pkey PRIMARY KEY (account_id, change_id),
  constraint group_changes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint group_changes_cause_check CHECK ((cause = ANY (ARRAY['data'::text, 'time'::text, 'definition'::text, 'manual'::text, 'merge'::text, 'history'::text]))) NOT VALID,
  constraint group_changes_kind_check CHECK ((kind = ANY (ARRAY['joined'::text, 'left'::text]))),
  constraint group_changes_shard_check CHECK (((shard >= 0) AND (shard <= 15)))
);
CREATE INDEX group_changes_log ON parley.group_changes USING btree (shard, written_by, change_id);
CREATE INDEX group_changes_of_group ON parley.group_changes USING btree (account_id, group_id, changed_at, change_id);
CREATE INDEX group_changes_of_profile ON parley.group_changes USING btree (account_id, profile_id, changed_at);
create policy by_account on group_changes for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table group_members (
  account_id text collate "C" not null,
  group_id text collate "C" not null,
  profile_id uuid not null,
  joined_at timestamp with time zone not null,
  constraint group_members_pkey PRIMARY KEY (account_id, group_id, profile_id),
  constraint group_members_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES groups(account_id, group_id) ON DELETE CASCADE,
  constraint group_members_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE
);
CREATE INDEX group_members_by_joined ON parley.group_members USING btree (account_id, group_id, joined_at, profile_id);
CREATE INDEX group_members_of ON parley.group_members USING btree (account_id, profile_id);
create policy by_account on group_members for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table groups (
  account_id text collate "C" not null,
  group_id text collate "C" not null,
  kind text not null,
  name text not null,
  is_starred boolean not null default false,
  opt_in_process text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint groups_pkey PRIMARY KEY (account_id, group_id),
  constraint groups_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint groups_check CHECK (((kind = 'list'::text) = (opt_in_process IS NOT NULL))),
  constraint groups_kind_check CHECK ((kind = ANY (ARRAY['list'::text, 'segment'::text]))),
  constraint groups_opt_in_process_check CHECK ((opt_in_process = ANY (ARRAY['single_opt_in'::text, 'double_opt_in'::text])))
);
CREATE UNIQUE INDEX groups_by_name ON parley.groups USING btree (account_id, kind, name COLLATE "C", group_id);
create policy by_account on groups for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table handoff_deliveries (
  account_id text collate "C" not null,
  delivery_id uuid not null,
  destination text collate "C" not null,
  cause text collate "C" not null,
  conversation_id uuid,
  payload jsonb not null,
  state text not null default 'queued'::text,
  attempts smallint not null default 0,
  due_at timestamp with time zone not null default '1970-01-01 00:00:00+00'::timestamp with time zone,
  lease uuid,
  leased_until timestamp with time zone,
  last_status integer,
  failure_detail text,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint handoff_deliveries_pkey PRIMARY KEY (account_id, delivery_id),
  constraint handoff_deliveries_account_id_destination_cause_key UNIQUE (account_id, destination, cause),
  constraint handoff_deliveries_account_id_conversation_id_fkey FOREIGN KEY (account_id, conversation_id) REFERENCES conversations(account_id, conversation_id) ON DELETE CASCADE,
  constraint handoff_deliveries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint handoff_deliveries_destination_check CHECK ((destination = ANY (ARRAY['webhook'::text, 'email'::text]))),
  constraint handoff_deliveries_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'failed'::text])))
);
CREATE INDEX handoff_deliveries_by_conversation ON parley.handoff_deliveries USING btree (account_id, conversation_id);
CREATE INDEX handoff_deliveries_by_created ON parley.handoff_deliveries USING btree (account_id, created_at, delivery_id);
CREATE INDEX handoff_deliveries_due ON parley.handoff_deliveries USING btree (due_at) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));
create policy by_account on handoff_deliveries for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table handoff_settings (
  account_id text collate "C" not null,
  webhook_url text,
  webhook_secret_sealed bytea,
  webhook_secret_hint text,
  desk_address text,
  office_hours jsonb,
  closed_message jsonb not null default '{}'::jsonb,
  updated_at timestamp with time zone not null,
  constraint handoff_settings_pkey PRIMARY KEY (account_id),
  constraint handoff_settings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
create policy by_account on handoff_settings for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table image_files (
  account_id text collate "C" not null,
  file_key text collate "C" not null,
  width integer not null,
  content bytea not null,
  constraint image_files_pkey PRIMARY KEY (account_id, file_key, width),
  constraint image_files_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
create policy by_account on image_files for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table images (
  account_id text collate "C" not null,
  image_id bigint not null generated always as identity,
  name text not null,
  file_key text collate "C" not null,
  format text not null,
  bytes integer not null,
  width integer not null,
  height integer not null,
  is_hidden boolean not null default false,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint images_pkey PRIMARY KEY (account_id, image_id),
  constraint images_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint images_format_check CHECK ((format = ANY (ARRAY['jpeg'::text, 'png'::text, 'gif'::text, 'webp'::text])))
);
CREATE INDEX images_by_updated ON parley.images USING btree (account_id, updated_at, image_id);
create policy by_account on images for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on import_order_lines for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table import_parts (
  account_id text collate "C" not null,
  import_id uuid not null,
  part integer not null,
  content bytea not null,
  constraint import_parts_pkey PRIMARY KEY (account_id, import_id, part),
  constraint import_parts_account_id_import_id_fkey FOREIGN KEY (account_id, import_id) REFERENCES imports(account_id, import_id) ON DELETE CASCADE
);
create policy by_account on import_parts for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on import_refused_rows for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
  list_id text collate "C",
  constraint imports_pkey PRIMARY KEY (account_id, import_id),
  constraint imports_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint imports_account_id_list_id_fkey FOREIGN KEY (account_id, list_id) REFERENCES groups(account_id, group_id) ON DELETE SET NULL (list_id),
  constraint imports_format_check CHECK ((format = ANY (ARRAY['csv'::text, 'jsonl'::text]))),
  constraint imports_kind_check CHECK ((kind = ANY (ARRAY['profiles'::text, 'events'::text, 'orders'::text]))),
  constraint imports_phase_check CHECK ((phase = ANY (ARRAY['read'::text, 'record'::text]))),
  constraint imports_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'queued'::text, 'running'::text, 'complete'::text, 'cancelled'::text, 'failed'::text])))
);
CREATE INDEX imports_by_expiry ON parley.imports USING btree (content_expires_at) WHERE (parts > 0);
CREATE INDEX imports_under_way ON parley.imports USING btree (worked_at) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));
create policy by_account on imports for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table inbound_mails (
  account_id text collate "C" not null,
  message_id text collate "C" not null,
  sender text collate "C" not null,
  outcome text not null,
  fingerprint text not null default ''::text,
  conversation_id uuid,
  received_at timestamp with time zone not null,
  constraint inbound_mails_pkey PRIMARY KEY (account_id, message_id),
  constraint inbound_mails_account_id_conversation_id_fkey FOREIGN KEY (account_id, conversation_id) REFERENCES conversations(account_id, conversation_id) ON DELETE CASCADE,
  constraint inbound_mails_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
CREATE INDEX inbound_mails_by_conversation ON parley.inbound_mails USING btree (account_id, conversation_id);
CREATE INDEX inbound_mails_by_received ON parley.inbound_mails USING btree (account_id, received_at, message_id);
CREATE INDEX inbound_mails_by_sender ON parley.inbound_mails USING btree (account_id, sender, received_at);
create policy by_account on inbound_mails for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on invitations for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table job_workers (
  worker_id text not null,
  session_name text not null,
  started_at timestamp with time zone not null,
  constraint job_workers_pkey PRIMARY KEY (worker_id)
);
-- row-level security: off

create table knowledge_editions (
  account_id text collate "C" not null,
  edition_id bigint not null generated always as identity,
  knowledge_id uuid not null,
  state text not null,
  passages integer not null default 0,
  constraint knowledge_editions_pkey PRIMARY KEY (account_id, edition_id),
  constraint knowledge_editions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint knowledge_editions_state_check CHECK ((state = ANY (ARRAY['making'::text, 'current'::text, 'retired'::text])))
);
CREATE INDEX knowledge_editions_by_source ON parley.knowledge_editions USING btree (account_id, knowledge_id);
CREATE INDEX knowledge_editions_hidden ON parley.knowledge_editions USING btree (account_id, edition_id) WHERE (state <> 'current'::text);
CREATE INDEX knowledge_editions_retired ON parley.knowledge_editions USING btree (edition_id) WHERE (state = 'retired'::text);
create policy by_account on knowledge_editions for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table knowledge_files (
  account_id text collate "C" not null,
  knowledge_id uuid not null,
  content bytea not null,
  constraint knowledge_files_pkey PRIMARY KEY (account_id, knowledge_id),
  constraint knowledge_files_account_id_knowledge_id_fkey FOREIGN KEY (account_id, knowledge_id) REFERENCES knowledge_sources(account_id, knowledge_id) ON DELETE CASCADE
);
create policy by_account on knowledge_files for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table knowledge_gap_questions (
  account_id text collate "C" not null,
  gap_id uuid not null,
  question_id uuid not null,
  question text not null,
  conversation_id uuid,
  asked_at timestamp with time zone not null,
  score_before real not null,
  score_after real,
  answered_by text,
  constraint knowledge_gap_questions_pkey PRIMARY KEY (account_id, gap_id, question_id),
  constraint knowledge_gap_questions_account_id_gap_id_fkey FOREIGN KEY (account_id, gap_id) REFERENCES knowledge_gaps(account_id, gap_id) ON DELETE CASCADE
);
CREATE INDEX knowledge_gap_questions_by_conversation ON parley.knowledge_gap_questions USING btree (account_id, conversation_id);
create policy by_account on knowledge_gap_questions for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table knowledge_gap_terms (
  account_id text collate "C" not null,
  term text collate "C" not null,
  gap_id uuid not null,
  questions integer not null,
  constraint knowledge_gap_terms_pkey PRIMARY KEY (account_id, term, gap_id),
  constraint knowledge_gap_terms_account_id_gap_id_fkey FOREIGN KEY (account_id, gap_id) REFERENCES knowledge_gaps(account_id, gap_id) ON DELETE CASCADE
);
create policy by_account on knowledge_gap_terms for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table knowledge_gaps (
  account_id text collate "C" not null,
  gap_id uuid not null,
  language text not null,
  state text not null,
  questions integer not null default 0,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  draft_title text,
  draft_content text,
  knowledge_id uuid,
  decided_at timestamp with time zone,
  decided_by text,
  constraint knowledge_gaps_pkey PRIMARY KEY (account_id, gap_id),
  constraint knowledge_gaps_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint knowledge_gaps_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text]))),
  constraint knowledge_gaps_state_check CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'dismissed'::text])))
);
CREATE INDEX knowledge_gaps_by_time ON parley.knowledge_gaps USING btree (account_id, state, last_seen_at, gap_id);
create policy by_account on knowledge_gaps for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table knowledge_pages (
  account_id text collate "C" not null,
  knowledge_id uuid not null,
  url text collate "C" not null,
  position integer not null,
  state text not null,
  title text,
  error text,
  passages integer not null default 0,
  constraint knowledge_pages_pkey PRIMARY KEY (account_id, knowledge_id, url),
  constraint knowledge_pages_account_id_knowledge_id_fkey FOREIGN KEY (account_id, knowledge_id) REFERENCES knowledge_sources(account_id, knowledge_id) ON DELETE CASCADE,
  constraint knowledge_pages_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX knowledge_pages_waiting ON parley.knowledge_pages USING btree (account_id, knowledge_id, "position") WHERE (state = 'waiting'::text);
create policy by_account on knowledge_pages for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table knowledge_passages (
  account_id text collate "C" not null,
  passage_id bigint not null generated always as identity,
  edition_id bigint not null,
  title text not null,
  heading text not null default ''::text,
  url text,
  body text not null,
  language text not null,
  terms text[] not null,
  rules integer not null,
  constraint knowledge_passages_pkey PRIMARY KEY (account_id, passage_id),
  constraint knowledge_passages_account_id_edition_id_fkey FOREIGN KEY (account_id, edition_id) REFERENCES knowledge_editions(account_id, edition_id) ON DELETE CASCADE,
  constraint knowledge_passages_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text])))
);
CREATE INDEX knowledge_passages_by_edition ON parley.knowledge_passages USING btree (account_id, edition_id, passage_id);
CREATE INDEX knowledge_passages_by_rules ON parley.knowledge_passages USING btree (rules);
create policy by_account on knowledge_passages for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table knowledge_postings (
  account_id text collate "C" not null,
  term text collate "C" not null,
  passage_id bigint not null,
  edition_id bigint not null,
  weight real not null,
  constraint knowledge_postings_pkey PRIMARY KEY (account_id, term, passage_id) INCLUDE (edition_id, weight),
  constraint knowledge_postings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
create policy by_account on knowledge_postings for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table knowledge_sources (
  account_id text collate "C" not null,
  knowledge_id uuid not null,
  source_type text not null,
  title text,
  content text,
  url text collate "C",
  scope text,
  auto_reindex boolean,
  media_type text,
  status text not null,
  error text,
  edition_id bigint,
  next_edition_id bigint,
  crawl jsonb,
  pages_found integer not null default 0,
  pages_done integer not null default 0,
  pages_failed integer not null default 0,
  bytes_read bigint not null default 0,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  indexed_at timestamp with time zone,
  reindex_at timestamp with time zone,
  begun_at timestamp with time zone,
  worked_at timestamp with time zone,
  constraint knowledge_sources_pkey PRIMARY KEY (account_id, knowledge_id),
  constraint knowledge_sources_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint knowledge_sources_scope_check CHECK ((scope = ANY (ARRAY['single-page'::text, 'entire-site'::text]))),
  constraint knowledge_sources_source_type_check CHECK ((source_type = ANY (ARRAY['snippet'::text, 'webpage'::text, 'file'::text]))),
  constraint knowledge_sources_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'indexing'::text, 'indexed'::text, 'failed'::text, 'rejected'::text])))
);
CREATE INDEX knowledge_sources_by_creation ON parley.knowledge_sources USING btree (account_id, created_at, knowledge_id);
CREATE UNIQUE INDEX knowledge_sources_by_url ON parley.knowledge_sources USING btree (account_id, url) WHERE (url IS NOT NULL);
CREATE INDEX knowledge_sources_due ON parley.knowledge_sources USING btree (reindex_at) WHERE (reindex_at IS NOT NULL);
CREATE INDEX knowledge_sources_under_way ON parley.knowledge_sources USING btree (worked_at) WHERE (status = ANY (ARRAY['pending'::text, 'indexing'::text]));
create policy by_account on knowledge_sources for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table knowledge_spellings (
  account_id text collate "C" not null,
  spelling text collate "C" not null,
  term text collate "C" not null,
  constraint knowledge_spellings_pkey PRIMARY KEY (account_id, spelling, term),
  constraint knowledge_spellings_account_id_term_fkey FOREIGN KEY (account_id, term) REFERENCES knowledge_vocabulary(account_id, term) ON DELETE CASCADE
);
CREATE INDEX knowledge_spellings_by_term ON parley.knowledge_spellings USING btree (account_id, term);
create policy by_account on knowledge_spellings for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table knowledge_vocabulary (
  account_id text collate "C" not null,
  term text collate "C" not null,
  passages integer not null,
  constraint knowledge_vocabulary_pkey PRIMARY KEY (account_id, term),
  constraint knowledge_vocabulary_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
create policy by_account on knowledge_vocabulary for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table mail_addresses (
  account_id text collate "C" not null,
  address text collate "C" not null,
  constraint mail_addresses_pkey PRIMARY KEY (account_id, address),
  constraint mail_addresses_address_key UNIQUE (address),
  constraint mail_addresses_account_id_fkey FOREIGN KEY (account_id) REFERENCES email_channels(account_id) ON DELETE CASCADE
);
create policy by_account on mail_addresses for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table mail_report_keys (
  account_id text collate "C" not null,
  provider text not null,
  key_sealed bytea not null,
  key_hint text not null,
  updated_at timestamp with time zone not null,
  last_report_at timestamp with time zone,
  constraint mail_report_keys_pkey PRIMARY KEY (account_id, provider),
  constraint mail_report_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint mail_report_keys_provider_check CHECK ((provider = ANY (ARRAY['ses'::text, 'sendgrid'::text, 'postmark'::text, 'mailgun'::text])))
);
create policy by_account on mail_report_keys for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table mail_report_tokens (
  account_id text collate "C" not null,
  token_hash bytea not null,
  body_hash bytea not null,
  seen_at timestamp with time zone not null,
  constraint mail_report_tokens_pkey PRIMARY KEY (account_id, token_hash),
  constraint mail_report_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
CREATE INDEX mail_report_tokens_by_age ON parley.mail_report_tokens USING btree (seen_at);
create policy by_account on mail_report_tokens for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table mail_threads (
  account_id text collate "C" not null,
  message_id text collate "C" not null,
  conversation_id uuid not null,
  is_ours boolean not null,
  added_at timestamp with time zone not null,
  constraint mail_threads_pkey PRIMARY KEY (account_id, message_id),
  constraint mail_threads_account_id_conversation_id_fkey FOREIGN KEY (account_id, conversation_id) REFERENCES conversations(account_id, conversation_id) ON DELETE CASCADE,
  constraint mail_threads_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
CREATE INDEX mail_threads_by_conversation ON parley.mail_threads USING btree (account_id, conversation_id, added_at);
create policy by_account on mail_threads for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

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
create policy by_account on mapped_metrics for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on members for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table message_contents (
  account_id text collate "C" not null,
  content_id text collate "C" not null,
  channel text not null,
  name text not null,
  from_email text,
  from_label text,
  reply_to_email text,
  cc_email text,
  bcc_email text,
  subject text,
  preview_text text,
  template_id text collate "C",
  html text,
  body text,
  is_transactional boolean not null,
  has_smart_sending boolean not null,
  has_quiet_hours boolean not null,
  adds_tracking_params boolean not null,
  custom_tracking_params jsonb not null,
  additional_filters jsonb,
  tracks_opens boolean not null,
  tracks_clicks boolean not null,
  options jsonb not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint message_contents_pkey PRIMARY KEY (account_id, content_id),
  constraint message_contents_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint message_contents_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'whatsapp'::text]))),
  constraint message_contents_content_id_check CHECK (((length(content_id) >= 1) AND (length(content_id) <= 40)))
);
create policy by_account on message_contents for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table message_copies (
  account_id text collate "C" not null,
  message_id uuid not null,
  profile_id uuid not null,
  to_address text not null,
  from_address text,
  from_name text,
  subject text,
  html text,
  body text,
  headers jsonb not null default '{}'::jsonb,
  header_id text,
  links text[] not null default '{}'::text[],
  provider_reply text,
  kept_at timestamp with time zone not null,
  constraint message_copies_pkey PRIMARY KEY (account_id, message_id),
  constraint message_copies_account_id_message_id_fkey FOREIGN KEY (account_id, message_id) REFERENCES messages(account_id, message_id) ON DELETE CASCADE,
  constraint message_copies_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE
);
CREATE INDEX message_copies_by_age ON parley.message_copies USING btree (kept_at);
CREATE INDEX message_copies_by_profile ON parley.message_copies USING btree (account_id, profile_id);
create policy by_account on message_copies for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table messages (
  account_id text collate "C" not null,
  message_id uuid not null,
  dedupe_key text collate "C" not null,
  profile_id uuid not null,
  content_id text collate "C" not null,
  channel text not null,
  purpose text not null,
  event_id text,
  flow_start timestamp with time zone,
  list_ids text[] not null,
  source text not null,
  flow_id text collate "C",
  action_id text collate "C",
  enrolment_id text collate "C",
  campaign_id text collate "C",
  campaign_message_id text collate "C",
  variation_id text collate "C",
  state text not null default 'queued'::text,
  skip_reason text,
  detail text,
  due_at timestamp with time zone not null,
  retry_at timestamp with time zone,
  attempts smallint not null default 0,
  lease uuid,
  leased_until timestamp with time zone,
  smart_until timestamp with time zone,
  provider_id text collate "C",
  queued_at timestamp with time zone not null,
  attempted_at timestamp with time zone,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  opened_at timestamp with time zone,
  clicked_at timestamp with time zone,
  bounced_at timestamp with time zone,
  unsubscribed_at timestamp with time zone,
  complained_at timestamp with time zone,
  finished_at timestamp with time zone,
  opens integer not null default 0,
  clicks integer not null default 0,
  to_domain text,
  text_parts smallint,
  provider_reply text,
  constraint messages_pkey PRIMARY KEY (account_id, message_id),
  constraint messages_account_id_dedupe_key_key UNIQUE (account_id, dedupe_key),
  constraint messages_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint messages_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id),
  constraint messages_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'whatsapp'::text]))),
  constraint messages_check CHECK (((state = 'skipped'::text) = (skip_reason IS NOT NULL))),
  constraint messages_dedupe_key_check CHECK (((length(dedupe_key) >= 1) AND (length(dedupe_key) <= 200))),
  constraint messages_purpose_check CHECK ((purpose = ANY (ARRAY['marketing'::text, 'transactional'::text]))),
  constraint messages_source_check CHECK ((source = ANY (ARRAY['flow'::text, 'campaign'::text, 'test'::text, 'api'::text]))),
  constraint messages_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'bounced'::text, 'skipped'::text, 'failed'::text, 'uncertain'::text, 'cancelled'::text, 'kept'::text])))
);
CREATE INDEX messages_attempted ON parley.messages USING btree (account_id, profile_id, channel, attempted_at) WHERE (attempted_at IS NOT NULL);
CREATE INDEX messages_by_campaign ON parley.messages USING btree (account_id, campaign_id, message_id) WHERE (campaign_id IS NOT NULL);
CREATE INDEX messages_by_content ON parley.messages USING btree (account_id, content_id, message_id);
CREATE INDEX messages_by_enrolment ON parley.messages USING btree (account_id, enrolment_id) WHERE (enrolment_id IS NOT NULL);
CREATE INDEX messages_by_flow ON parley.messages USING btree (account_id, flow_id, action_id, message_id) WHERE (flow_id IS NOT NULL);
CREATE INDEX messages_by_profile ON parley.messages USING btree (account_id, profile_id, message_id);
CREATE INDEX messages_by_provider ON parley.messages USING btree (account_id, provider_id) WHERE (provider_id IS NOT NULL);
CREATE INDEX messages_by_sending ON parley.messages USING btree (account_id, COALESCE(sent_at, attempted_at), message_id) WHERE (state = ANY (ARRAY['sent'::text, 'delivered'::text, 'bounced'::text, 'failed'::text, 'uncertain'::text, 'kept'::text]));
CREATE INDEX messages_by_state ON parley.messages USING btree (account_id, state, message_id);
CREATE INDEX messages_due ON parley.messages USING btree (account_id, due_at, message_id) WHERE ((state = 'queued'::text) AND (retry_at IS NULL));
CREATE INDEX messages_open_of_campaign ON parley.messages USING btree (account_id, campaign_id) WHERE ((campaign_id IS NOT NULL) AND (state = ANY (ARRAY['queued'::text, 'sending'::text])));
CREATE INDEX messages_sending ON parley.messages USING btree (account_id, message_id) WHERE (state = 'sending'::text);
CREATE INDEX messages_to_retry ON parley.messages USING btree (account_id, retry_at) WHERE ((state = 'queued'::text) AND (retry_at IS NOT NULL));
create policy by_account on messages for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on metric_activity for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on metric_counters for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on metric_properties for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on metrics for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table migrations (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migrations_pkey PRIMARY KEY (number)
);
-- row-level security: off

create table number_opt_outs (
  account_id text collate "C" not null,
  channel text collate "C" not null,
  phone_number text collate "C" not null,
  stopped_at timestamp with time zone not null,
  constraint text_opt_outs_pkey PRIMARY KEY (account_id, channel, phone_number),
  constraint text_opt_outs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint text_opt_outs_channel_check CHECK ((channel = ANY (ARRAY['sms'::text, 'whatsapp'::text])))
);
create policy by_account on number_opt_outs for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table open_problems (
  account_id text collate "C" not null,
  conversation_id uuid not null,
  profile_id uuid not null,
  since timestamp with time zone not null,
  constraint open_problems_pkey PRIMARY KEY (account_id, conversation_id),
  constraint open_problems_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint open_problems_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE
);
CREATE INDEX open_problems_of ON parley.open_problems USING btree (account_id, profile_id);
create policy by_account on open_problems for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table outbox_attachments (
  account_id text collate "C" not null,
  mail_id uuid not null,
  position smallint not null,
  file_name text not null,
  media_type text not null,
  bytes bytea not null,
  constraint outbox_attachments_pkey PRIMARY KEY (account_id, mail_id, "position"),
  constraint outbox_attachments_account_id_mail_id_fkey FOREIGN KEY (account_id, mail_id) REFERENCES outbox_mails(account_id, mail_id) ON DELETE CASCADE
);
create policy by_account on outbox_attachments for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table outbox_mails (
  account_id text collate "C" not null,
  mail_id uuid not null,
  dedupe_key text collate "C" not null,
  purpose text not null default 'transactional'::text,
  profile_id uuid,
  to_address text collate "C" not null,
  from_address text,
  from_name text,
  reply_to text,
  subject text not null,
  body_text text not null,
  body_html text,
  headers jsonb not null default '{}'::jsonb,
  message_id text not null,
  state text not null default 'queued'::text,
  attempts smallint not null default 0,
  due_at timestamp with time zone not null default '1970-01-01 00:00:00+00'::timestamp with time zone,
  lease uuid,
  leased_until timestamp with time zone,
  failure text,
  failure_detail text,
  provider_reply text,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint outbox_mails_pkey PRIMARY KEY (account_id, mail_id),
  constraint outbox_mails_account_id_dedupe_key_key UNIQUE (account_id, dedupe_key),
  constraint outbox_mails_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint outbox_mails_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE,
  constraint outbox_mails_dedupe_key_check CHECK (((length(dedupe_key) >= 1) AND (length(dedupe_key) <= 200))),
  constraint outbox_mails_purpose_check CHECK ((purpose = ANY (ARRAY['transactional'::text, 'marketing'::text]))),
  constraint outbox_mails_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'uncertain'::text, 'kept'::text])))
);
CREATE INDEX outbox_mails_by_created ON parley.outbox_mails USING btree (account_id, created_at, mail_id);
CREATE INDEX outbox_mails_by_profile ON parley.outbox_mails USING btree (account_id, profile_id);
CREATE INDEX outbox_mails_due ON parley.outbox_mails USING btree (due_at) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));
create policy by_account on outbox_mails for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table outbox_texts (
  account_id text collate "C" not null,
  text_id uuid not null,
  dedupe_key text collate "C" not null,
  purpose text not null default 'transactional'::text,
  profile_id uuid,
  channel text not null,
  to_number text collate "C" not null,
  body text not null,
  position bigint not null generated always as identity,
  state text not null default 'queued'::text,
  attempts smallint not null default 0,
  due_at timestamp with time zone not null default '1970-01-01 00:00:00+00'::timestamp with time zone,
  lease uuid,
  leased_until timestamp with time zone,
  failure text,
  failure_detail text,
  provider_id text collate "C",
  provider_status text,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint outbox_texts_pkey PRIMARY KEY (account_id, text_id),
  constraint outbox_texts_account_id_dedupe_key_key UNIQUE (account_id, dedupe_key),
  constraint outbox_texts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint outbox_texts_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE,
  constraint outbox_texts_channel_check CHECK ((channel = ANY (ARRAY['sms'::text, 'whatsapp'::text]))),
  constraint outbox_texts_dedupe_key_check CHECK (((length(dedupe_key) >= 1) AND (length(dedupe_key) <= 200))),
  constraint outbox_texts_purpose_check CHECK ((purpose = ANY (ARRAY['transactional'::text, 'marketing'::text, 'opt-out-notice'::text]))),
  constraint outbox_texts_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'uncertain'::text, 'kept'::text]))),
  constraint outbox_texts_to_number_check CHECK ((to_number ~ '^\+[0-9]{5,15}$'::text))
);
CREATE INDEX outbox_texts_by_created ON parley.outbox_texts USING btree (account_id, created_at, text_id);
CREATE INDEX outbox_texts_by_profile ON parley.outbox_texts USING btree (account_id, profile_id);
CREATE INDEX outbox_texts_by_provider ON parley.outbox_texts USING btree (account_id, provider_id) WHERE (provider_id IS NOT NULL);
CREATE INDEX outbox_texts_due ON parley.outbox_texts USING btree (due_at) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));
CREATE INDEX outbox_texts_waiting ON parley.outbox_texts USING btree (account_id, to_number, "position") WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));
create policy by_account on outbox_texts for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table profile_activity (
  account_id text collate "C" not null,
  profile_id uuid not null,
  first_active_at timestamp with time zone,
  last_active_at timestamp with time zone,
  last_event_at timestamp with time zone not null,
  constraint profile_activity_pkey PRIMARY KEY (account_id, profile_id),
  constraint profile_activity_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE
);
create policy by_account on profile_activity for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on profile_changes for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on profile_identifiers for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on profile_job_errors for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on profile_job_profiles for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on profile_jobs for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
create policy by_account on profile_merges for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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
CREATE INDEX profiles_redacted ON parley.profiles USING btree (account_id, profile_id) WHERE (redacted_at IS NOT NULL);
create policy by_account on profiles for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table segment_flips (
  account_id text collate "C" not null,
  group_id text collate "C" not null,
  profile_id uuid not null,
  flip_at timestamp with time zone not null,
  constraint segment_flips_pkey PRIMARY KEY (account_id, group_id, profile_id),
  constraint segment_flips_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES segments(account_id, group_id) ON DELETE CASCADE
);
CREATE INDEX segment_flips_due ON parley.segment_flips USING btree (account_id, flip_at);
create policy by_account on segment_flips for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table segment_needs (
  account_id text collate "C" not null,
  kind text collate "C" not null,
  key text collate "C" not null,
  group_id text collate "C" not null,
  constraint segment_needs_pkey PRIMARY KEY (account_id, kind, key, group_id),
  constraint segment_needs_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES segments(account_id, group_id) ON DELETE CASCADE,
  constraint segment_needs_kind_check CHECK ((kind = ANY (ARRAY['metric'::text, 'group'::text, 'profile'::text, 'activity'::text])))
);
CREATE INDEX segment_needs_of ON parley.segment_needs USING btree (account_id, group_id);
create policy by_account on segment_needs for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table segments (
  account_id text collate "C" not null,
  group_id text collate "C" not null,
  definition jsonb not null,
  is_active boolean not null default true,
  version integer not null default 1,
  built_version integer not null default 0,
  built_at timestamp with time zone,
  build_done bigint not null default 0,
  build_total bigint,
  build_failure text,
  edit_cause text not null default 'definition'::text,
  constraint segments_pkey PRIMARY KEY (account_id, group_id),
  constraint segments_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES groups(account_id, group_id) ON DELETE CASCADE,
  constraint segments_edit_cause_check CHECK ((edit_cause = ANY (ARRAY['definition'::text, 'manual'::text])))
);
create policy by_account on segments for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table sending_settings (
  account_id text collate "C" not null,
  settings jsonb not null,
  dkim_key_sealed bytea,
  updated_at timestamp with time zone not null,
  constraint sending_settings_pkey PRIMARY KEY (account_id),
  constraint sending_settings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
create policy by_account on sending_settings for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table soft_bounces (
  account_id text collate "C" not null,
  profile_id uuid not null,
  bounce_id text collate "C" not null,
  bounced_at timestamp with time zone not null,
  constraint soft_bounces_pkey PRIMARY KEY (account_id, profile_id, bounce_id),
  constraint soft_bounces_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id) ON DELETE CASCADE
);
create policy by_account on soft_bounces for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table tag_groups (
  account_id text collate "C" not null,
  tag_group_id uuid not null,
  name text not null,
  is_exclusive boolean not null,
  is_default boolean not null default false,
  constraint tag_groups_pkey PRIMARY KEY (account_id, tag_group_id),
  constraint tag_groups_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX tag_groups_by_name ON parley.tag_groups USING btree (account_id, name COLLATE "C");
CREATE UNIQUE INDEX tag_groups_default ON parley.tag_groups USING btree (account_id) WHERE is_default;
create policy by_account on tag_groups for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table taggings (
  account_id text collate "C" not null,
  tag_id uuid not null,
  kind text collate "C" not null,
  thing_id text collate "C" not null,
  group_id text collate "C" generated always as (
CASE
    WHEN (kind = ANY (ARRAY['list'::text, 'segment'::text])) THEN thing_id
    ELSE NULL::text
END) stored,
  flow_id text collate "C" generated always as (
CASE
    WHEN (kind = 'flow'::text) THEN thing_id
    ELSE NULL::text
END) stored,
  campaign_id text collate "C" generated always as (
CASE
    WHEN (kind = 'campaign'::text) THEN thing_id
    ELSE NULL::text
END) stored,
  constraint taggings_pkey PRIMARY KEY (account_id, tag_id, kind, thing_id),
  constraint taggings_account_id_campaign_id_fkey FOREIGN KEY (account_id, campaign_id) REFERENCES campaigns(account_id, campaign_id) ON DELETE CASCADE,
  constraint taggings_account_id_flow_id_fkey FOREIGN KEY (account_id, flow_id) REFERENCES flows(account_id, flow_id) ON DELETE CASCADE,
  constraint taggings_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES groups(account_id, group_id) ON DELETE CASCADE,
  constraint taggings_account_id_tag_id_fkey FOREIGN KEY (account_id, tag_id) REFERENCES tags(account_id, tag_id) ON DELETE CASCADE,
  constraint taggings_kind_check CHECK ((kind = ANY (ARRAY['list'::text, 'segment'::text, 'flow'::text, 'campaign'::text])))
);
CREATE INDEX taggings_of_thing ON parley.taggings USING btree (account_id, thing_id, kind);
create policy by_account on taggings for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table tags (
  account_id text collate "C" not null,
  tag_id uuid not null,
  tag_group_id uuid not null,
  name text not null,
  constraint tags_pkey PRIMARY KEY (account_id, tag_id),
  constraint tags_account_id_tag_group_id_fkey FOREIGN KEY (account_id, tag_group_id) REFERENCES tag_groups(account_id, tag_group_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX tags_by_name ON parley.tags USING btree (account_id, name COLLATE "C");
CREATE INDEX tags_of_group ON parley.tags USING btree (account_id, tag_group_id);
create policy by_account on tags for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table templates (
  account_id text collate "C" not null,
  template_id text collate "C" not null,
  name text not null,
  editor_type text not null,
  html text not null,
  plain_text text,
  amp text,
  definition jsonb,
  mjml text,
  is_library boolean not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint templates_pkey PRIMARY KEY (account_id, template_id),
  constraint templates_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint templates_check CHECK (((editor_type = 'SYSTEM_DRAGGABLE'::text) = (definition IS NOT NULL))),
  constraint templates_check1 CHECK (((editor_type = 'MJML'::text) = (mjml IS NOT NULL))),
  constraint templates_editor_type_check CHECK ((editor_type = ANY (ARRAY['CODE'::text, 'MJML'::text, 'SYSTEM_DRAGGABLE'::text, 'USER_DRAGGABLE'::text, 'SIMPLE'::text])))
);
CREATE INDEX templates_by_name ON parley.templates USING btree (account_id, name COLLATE "C", template_id) WHERE is_library;
create policy by_account on templates for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table text_keywords (
  account_id text collate "C" not null,
  channel text collate "C" not null,
  external_id text collate "C" not null,
  phone_number text collate "C" not null,
  keyword text not null,
  written_as text not null,
  had_effect boolean not null,
  at timestamp with time zone not null,
  constraint text_keywords_pkey PRIMARY KEY (account_id, channel, external_id),
  constraint text_keywords_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint text_keywords_channel_check CHECK ((channel = ANY (ARRAY['sms'::text, 'whatsapp'::text]))),
  constraint text_keywords_keyword_check CHECK ((keyword = ANY (ARRAY['stop'::text, 'start'::text, 'help'::text])))
);
CREATE INDEX text_keywords_by_number ON parley.text_keywords USING btree (account_id, channel, phone_number, at);
create policy by_account on text_keywords for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table text_senders (
  account_id text collate "C" not null,
  channel text collate "C" not null,
  provider_account text,
  auth_token_sealed bytea,
  auth_token_hint text,
  sender text,
  messaging_service text,
  api_url text,
  updated_at timestamp with time zone not null,
  constraint text_senders_pkey PRIMARY KEY (account_id, channel),
  constraint text_senders_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint text_senders_channel_check CHECK ((channel = ANY (ARRAY['sms'::text, 'whatsapp'::text])))
);
create policy by_account on text_senders for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table touches (
  account_id text collate "C" not null,
  source text collate "C" not null,
  nth bigint not null,
  profile_id uuid not null,
  kind text collate "C" not null,
  rank smallint not null,
  at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  is_bot boolean not null,
  is_proxy boolean not null,
  message_id uuid,
  conversation_id uuid,
  constraint touches_pkey PRIMARY KEY (account_id, source, nth),
  constraint touches_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint touches_account_id_profile_id_fkey FOREIGN KEY (account_id, profile_id) REFERENCES profiles(account_id, profile_id),
  constraint touches_check CHECK ((num_nonnulls(message_id, conversation_id) = 1)),
  constraint touches_source_check CHECK ((source = ANY (ARRAY['event'::text, 'answer'::text])))
);
CREATE INDEX touches_by_message ON parley.touches USING btree (account_id, message_id, kind) WHERE (message_id IS NOT NULL);
CREATE INDEX touches_by_profile ON parley.touches USING btree (account_id, profile_id, at);
create policy by_account on touches for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table universal_contents (
  account_id text collate "C" not null,
  content_id uuid not null,
  name text not null,
  definition jsonb not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint universal_contents_pkey PRIMARY KEY (account_id, content_id),
  constraint universal_contents_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
create policy by_account on universal_contents for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
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

create table web_chat_product_clicks (
  account_id text collate "C" not null,
  conversation_id uuid not null,
  position integer not null,
  product_id text collate "C" not null,
  clicks integer not null default 1,
  first_clicked_at timestamp with time zone not null,
  last_clicked_at timestamp with time zone not null,
  constraint web_chat_product_clicks_pkey PRIMARY KEY (account_id, conversation_id, "position", product_id),
  constraint web_chat_product_clicks_account_id_conversation_id_positio_fkey FOREIGN KEY (account_id, conversation_id, "position") REFERENCES conversation_lines(account_id, conversation_id, "position") ON DELETE CASCADE
);
CREATE INDEX web_chat_product_clicks_by_time ON parley.web_chat_product_clicks USING btree (account_id, first_clicked_at);
create policy by_account on web_chat_product_clicks for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table web_chat_settings (
  account_id text collate "C" not null,
  allowed_origins text[] not null,
  greeting jsonb not null,
  consent_note jsonb,
  colour text not null,
  position text not null,
  secret_generation integer not null default 0,
  secret_rotated_at timestamp with time zone,
  updated_at timestamp with time zone not null,
  constraint web_chat_settings_pkey PRIMARY KEY (account_id),
  constraint web_chat_settings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE,
  constraint web_chat_settings_colour_check CHECK ((colour ~ '^#[0-9a-fA-F]{6}$'::text)),
  constraint web_chat_settings_position_check CHECK (("position" = ANY (ARRAY['left'::text, 'right'::text])))
);
create policy by_account on web_chat_settings for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced

create table web_chat_visitors (
  account_id text collate "C" not null,
  visitor_id uuid not null,
  conversation_id uuid,
  anonymous_id text collate "C",
  identity jsonb,
  identity_hash bytea,
  signed_in_until timestamp with time zone,
  consented_to bytea,
  consented_at timestamp with time zone,
  seen_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint web_chat_visitors_pkey PRIMARY KEY (account_id, visitor_id),
  constraint web_chat_visitors_account_id_conversation_id_fkey FOREIGN KEY (account_id, conversation_id) REFERENCES conversations(account_id, conversation_id) ON DELETE CASCADE,
  constraint web_chat_visitors_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(account_id) ON DELETE CASCADE
);
CREATE INDEX web_chat_visitors_by_conversation ON parley.web_chat_visitors USING btree (account_id, conversation_id);
CREATE INDEX web_chat_visitors_by_seen ON parley.web_chat_visitors USING btree (seen_at);
create policy by_account on web_chat_visitors for all using (((account_id = ( SELECT current_setting('parley.account_id'::text, true) AS current_setting)) OR (( SELECT current_setting('parley.account_id'::text, true) AS current_setting) = '*'::text)));
-- row-level security: enabled and forced
