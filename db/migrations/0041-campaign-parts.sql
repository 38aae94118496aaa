-- A campaign has audiences and messages; each message has an audience, a time and a state of its own.
-- Locks the tables of campaigns while it runs.

alter table campaigns
  add column builder     text not null default 'wizard' check (builder in ('canvas', 'wizard')),
  add column color       text,
  add column description text;

alter table campaign_audiences rename to campaign_audience_groups;
alter table campaign_audience_groups rename column campaign_id to audience_id;
alter table campaign_audience_groups rename constraint campaign_audiences_pkey to campaign_audience_groups_pkey;
alter table campaign_audience_groups drop constraint campaign_audiences_account_id_campaign_id_fkey;
alter index campaign_audiences_by_group rename to campaign_audience_groups_by_group;

create table campaign_audiences (
  account_id  text        collate "C" not null,
  audience_id text        collate "C" not null,  -- a ULID; of campaigns made before this, that of the campaign
  campaign_id text        collate "C" not null,
  place       integer     not null,
  name        text,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (account_id, audience_id),
  foreign key (account_id, campaign_id) references campaigns on delete cascade
);
create index campaign_audiences_of on campaign_audiences (account_id, campaign_id, place);
select protect_by_account('campaign_audiences');

insert into campaign_audiences (account_id, audience_id, campaign_id, place, created_at, updated_at)
select account_id, campaign_id, campaign_id, 0, created_at, updated_at
from campaigns;

alter table campaign_audience_groups
  add foreign key (account_id, audience_id) references campaign_audiences on delete cascade;

alter table campaign_messages
  add column audience_id          text        collate "C",
  add column channel              text        check (channel in ('email', 'sms', 'whatsapp')),
  add column status               text,  -- from a closed list: CAMPAIGN_STATUSES
  add column strategy             jsonb,  -- when it is sent, in the words of the API
  add column has_smart_sending    boolean,
  add column tracking             jsonb,
  add column recipients_when      text        not null default 'at-send' check (recipients_when in ('at-send', 'at-schedule')),
  add column test_share           smallint    check (test_share between 1 and 100),  -- percent that get variations by lot; 100: all, and there is no winner
  add column winner_metric        text        check (winner_metric in ('open-rate', 'click-rate')),
  add column winner_after_minutes integer,
  add column winner_id            text        collate "C",  -- the variation that the rest gets
  add column winner_at            timestamptz,  -- when it is chosen
  add column run                  integer     not null default 0,  -- how often it was scheduled
  add column resolve_at           timestamptz,  -- from then on recipients are determined
  add column send_at              timestamptz,  -- the first may be sent
  add column resolved_at          timestamptz,  -- all recipients are determined
  add column resolve_after        uuid,  -- up to this profile, while they are determined
  add column recipients           bigint      not null default 0,
  add column unreachable          bigint      not null default 0,  -- of the audience, but without address or consent
  add column excluded             bigint      not null default 0,
  add column released             bigint      not null default 0,  -- of the recipients, handed to sending
  add column is_paused            boolean     not null default false,
  add column hold                 jsonb,  -- why it does not go on by itself
  add column active_at            timestamptz,  -- when it was last moved on, or told to
  add column scheduled_at         timestamptz;

update campaign_messages m
set audience_id = c.campaign_id,
    channel = c.channel,
    status = c.status,
    strategy = c.strategy,
    has_smart_sending = c.has_smart_sending,
    tracking = c.tracking,
    recipients_when = c.recipients_when,
    test_share = c.test_share,
    winner_metric = c.winner_metric,
    winner_after_minutes = c.winner_after_minutes,
    winner_id = c.winner_id,
    winner_at = c.winner_at,
    run = c.run,
    resolve_at = c.resolve_at,
    send_at = c.send_at,
    resolved_at = c.resolved_at,
    resolve_after = c.resolve_after,
    recipients = c.recipients,
    unreachable = c.unreachable,
    excluded = c.excluded,
    released = c.released,
    is_paused = c.is_paused,
    hold = c.hold,
    active_at = c.active_at,
    scheduled_at = c.scheduled_at
from campaigns c
where c.account_id = m.account_id
  and c.campaign_id = m.campaign_id;

alter table campaign_messages
  alter column audience_id set not null,
  alter column channel set not null,
  alter column status set not null,
  alter column strategy set not null,
  alter column has_smart_sending set not null,
  alter column tracking set not null,
  add foreign key (account_id, audience_id) references campaign_audiences;
create index campaign_messages_by_audience on campaign_messages (account_id, audience_id);
create index campaign_messages_by_created on campaign_messages (account_id, created_at, message_id);
create index campaign_messages_running on campaign_messages (account_id, message_id)
  where status in ('Queued without Recipients', 'Adding Recipients', 'Preparing to schedule', 'Scheduled', 'Preparing to send', 'Sending', 'Sending Segments', 'Variations Sent');

-- Each variation has a picture of its own.
alter table campaign_variations add column image_id bigint;
update campaign_variations v
set image_id = m.image_id
from campaign_messages m
where m.account_id = v.account_id
  and m.message_id = v.message_id
  and m.image_id is not null;
alter table campaign_messages drop column image_id;

-- The queue is one of a message. A campaign had one message until now.
alter table campaign_recipients add column message_id text collate "C";
update campaign_recipients r
set message_id = m.message_id
from campaign_messages m
where m.account_id = r.account_id
  and m.campaign_id = r.campaign_id;
delete from campaign_recipients where message_id is null;
alter table campaign_recipients
  drop constraint campaign_recipients_pkey,
  drop column campaign_id,
  alter column message_id set not null,
  add primary key (account_id, message_id, profile_id);
create index campaign_recipients_due on campaign_recipients (account_id, message_id, is_rest, due_at, profile_id);

drop index campaigns_running;
alter table campaigns
  drop column channel,
  drop column status,
  drop column strategy,
  drop column has_smart_sending,
  drop column tracking,
  drop column recipients_when,
  drop column test_share,
  drop column winner_metric,
  drop column winner_after_minutes,
  drop column winner_id,
  drop column winner_at,
  drop column run,
  drop column resolve_at,
  drop column send_at,
  drop column resolved_at,
  drop column resolve_after,
  drop column recipients,
  drop column unreachable,
  drop column excluded,
  drop column released,
  drop column is_paused,
  drop column hold,
  drop column active_at,
  drop column scheduled_at;
