import { CHANNELS, type Channel } from '../contract/agent-words.ts'
import type { Tx } from '../platform/sql.ts'
import {
  type ChannelSettings,
  defaultChannelSettings,
  type FirstMessageMode,
  withDefaults,
} from './channel-settings.ts'

/** Settings of one channel, the defaults where nothing was changed. */
export async function channelSettings(
  tx: Tx,
  accountId: string,
  channel: Channel,
): Promise<ChannelSettings> {
  const [row] = await tx<ChannelSettings[]>`
    select channel, is_on as "isOn", inactivity_minutes as "inactivityMinutes",
           reopen_hours as "reopenHours", follows_up as "followsUp"
    from conversation_channels
    where account_id = ${accountId}
      and channel = ${channel}`
  return row ?? defaultChannelSettings(channel)
}

/** Settings of every channel. */
export async function allChannelSettings(
  tx: Tx,
  accountId: string,
): Promise<Record<Channel, ChannelSettings>> {
  const rows = await tx<ChannelSettings[]>`
    select channel, is_on as "isOn", inactivity_minutes as "inactivityMinutes",
           reopen_hours as "reopenHours", follows_up as "followsUp"
    from conversation_channels
    where account_id = ${accountId}
      and channel = any(${[...CHANNELS]}::text[])`
  return withDefaults(rows)
}

/** Whether messages on this channel are taken. Off: nothing of it is recorded. */
export async function isChannelOn(tx: Tx, accountId: string, channel: Channel): Promise<boolean> {
  return (await channelSettings(tx, accountId, channel)).isOn
}

export async function saveChannelSettings(
  tx: Tx,
  accountId: string,
  settings: ChannelSettings,
  now: Date,
): Promise<void> {
  await tx`
    insert into conversation_channels (
      account_id, channel, is_on, inactivity_minutes, reopen_hours, follows_up, updated_at
    )
    values (
      ${accountId}, ${settings.channel}, ${settings.isOn}, ${settings.inactivityMinutes},
      ${settings.reopenHours}, ${settings.followsUp}, ${now}
    )
    on conflict (account_id, channel) do update
    set is_on = excluded.is_on, inactivity_minutes = excluded.inactivity_minutes,
        reopen_hours = excluded.reopen_hours, follows_up = excluded.follows_up,
        updated_at = excluded.updated_at`
}

export async function firstMessageMode(tx: Tx, accountId: string): Promise<FirstMessageMode> {
  const [row] = await tx<{ mode: FirstMessageMode }[]>`
    select first_message as mode
    from conversation_settings
    where account_id = ${accountId}`
  return row?.mode ?? 'full'
}

export async function saveFirstMessageMode(
  tx: Tx,
  accountId: string,
  mode: FirstMessageMode,
  now: Date,
): Promise<void> {
  await tx`
    insert into conversation_settings (account_id, first_message, updated_at)
    values (${accountId}, ${mode}, ${now})
    on conflict (account_id) do update
    set first_message = excluded.first_message, updated_at = excluded.updated_at`
}
