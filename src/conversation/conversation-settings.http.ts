import { recordAudit } from '../account/audit.sql.ts'
import { CHANNELS } from '../contract/agent-words.ts'
import * as contract from '../contract/conversations.ts'
import { implement, type Route } from '../platform/http.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import type { ChannelSettings } from './channel-settings.ts'
import {
  allChannelSettings,
  firstMessageMode,
  saveChannelSettings,
  saveFirstMessageMode,
} from './settings.sql.ts'

/** How conversations begin, rest and end. */
export const conversationSettingsRoutes: readonly Route[] = [
  implement(contract.getConversationSettings, (call) =>
    call.read(async (tx) => ({ data: await settingsResource(tx, call.caller.accountId) })),
  ),

  implement(contract.updateConversationSettings, (call) =>
    inAccount(call.sql, call.caller.accountId, async (tx) => {
      const { accountId } = call.caller
      const { first_message: mode, channels = {} } = call.body.data.attributes
      const before = await allChannelSettings(tx, accountId)
      if (mode !== undefined) await saveFirstMessageMode(tx, accountId, mode, call.now)
      for (const channel of CHANNELS) {
        const wanted = channels[channel]
        if (!wanted) continue
        const was = before[channel]
        await saveChannelSettings(
          tx,
          accountId,
          {
            channel,
            isOn: wanted.is_on ?? was.isOn,
            inactivityMinutes: wanted.inactivity_minutes ?? was.inactivityMinutes,
            reopenHours: wanted.reopen_hours ?? was.reopenHours,
            followsUp: wanted.follows_up ?? was.followsUp,
          },
          call.now,
        )
      }
      await recordAudit(tx, call.caller, call.wallNow, {
        action: 'conversation-settings.changed',
        subject: Object.keys(call.body.data.attributes).join(', '),
        detail: { after: call.body.data.attributes },
      })
      return { data: await settingsResource(tx, accountId) }
    }),
  ),
]

async function settingsResource(tx: Tx, accountId: string) {
  const settings = await allChannelSettings(tx, accountId)
  const channels = CHANNELS.map((channel) => [channel, channelShown(settings[channel])])
  return {
    type: 'conversation-settings',
    id: accountId,
    attributes: {
      first_message: await firstMessageMode(tx, accountId),
      channels: Object.fromEntries(channels),
    },
  }
}

function channelShown(settings: ChannelSettings) {
  return {
    is_on: settings.isOn,
    inactivity_minutes: settings.inactivityMinutes,
    reopen_hours: settings.reopenHours,
    follows_up: settings.followsUp,
  }
}
