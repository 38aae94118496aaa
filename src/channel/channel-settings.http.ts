import * as contract from '../contract/channels.ts'
import { channelSettings } from '../conversation/settings.sql.ts'
import type { TextChannel } from '../message/outbox.ts'
import { findTextSender } from '../message/text-senders.sql.ts'
import { type Call, implement, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import {
  type ChannelServices,
  changeChannels,
  rotateMailWebhook,
  type TextChannelChange,
} from './change-channels.action.ts'
import { findEmailChannel } from './email-channels.sql.ts'
import { testChannel } from './test-channel.action.ts'

export interface ChannelSettingsServices extends ChannelServices {
  /** Where mail comes in by SMTP; null: nowhere. */
  inboundSmtpPort: number | null
  hasSmtp: boolean
}

/** How SMS, WhatsApp and email reach the agent, and it them. */
export function channelSettingsRoutes(services: ChannelSettingsServices): Route[] {
  return [
    implement(contract.getChannelSettings, (call) =>
      call.read(async (tx) => ({ data: await settingsResource(tx, call, services) })),
    ),

    implement(contract.updateChannelSettings, async (call) => {
      const { id, attributes } = call.body.data
      if (id !== undefined) refuseOtherId(id, call.caller.accountId)
      const { sms, whatsapp, email } = attributes
      await changeChannels(
        services,
        call.caller,
        {
          sms: sms && textChange(sms),
          whatsapp: whatsapp && textChange(whatsapp),
          email: email && {
            isOn: email.is_on,
            supportAddress: email.support_address,
            aliases: email.aliases,
            senderName: email.sender_name,
            usesReplyTokens: email.uses_reply_tokens,
            trustedAuthserv: email.trusted_authserv_id,
          },
        },
        call,
      )
      return call.read(async (tx) => ({ data: await settingsResource(tx, call, services) }))
    }),

    implement(contract.createMailWebhookToken, async (call) => {
      const token = await rotateMailWebhook(services.sql, call.caller, call)
      return {
        data: {
          type: 'mail-webhook-token',
          id: call.caller.accountId,
          attributes: { url: `${call.origin}/webhooks/mail/${token}` },
        },
      }
    }),

    implement(contract.createChannelTest, async (call) => {
      const { channel, to } = call.body.data.attributes
      const { accountId } = call.caller
      const sent = await testChannel(services.sql, accountId, { channel, to, now: call.now })
      return {
        data: {
          type: 'channel-test',
          id: sent.id,
          attributes: { channel, result_url: `${call.origin}${sent.path}${sent.id}/` },
        },
      }
    }),
  ]
}

function textChange(sent: contract.TextChannelChange): TextChannelChange {
  return {
    isOn: sent.is_on,
    providerAccount: sent.account_sid,
    authToken: sent.auth_token,
    sender: sent.sender,
    messagingService: sent.messaging_service_sid,
    apiUrl: sent.api_base_url,
  }
}

async function settingsResource(
  tx: Tx,
  { caller, origin }: Pick<Call<unknown, unknown>, 'caller' | 'origin'>,
  services: ChannelSettingsServices,
): Promise<Resource> {
  const { accountId } = caller
  return {
    type: 'channel-settings',
    id: accountId,
    attributes: {
      sms: await textChannelShown(tx, accountId, 'sms', origin),
      whatsapp: await textChannelShown(tx, accountId, 'whatsapp', origin),
      email: await emailChannelShown(tx, accountId, services),
    },
  }
}

async function textChannelShown(tx: Tx, accountId: string, channel: TextChannel, origin: string) {
  const { isOn } = await channelSettings(tx, accountId, channel)
  const sender = await findTextSender(tx, accountId, channel)
  const missing = [
    ...(sender?.providerAccount ? [] : ['account_sid']),
    ...(sender?.authTokenSealed ? [] : ['auth_token']),
    ...(sender?.sender || sender?.messagingService ? [] : ['sender']),
  ]
  return {
    is_on: isOn,
    account_sid: sender?.providerAccount ?? null,
    auth_token_hint: sender?.authTokenHint ?? null,
    sender: sender?.sender ?? null,
    messaging_service_sid: sender?.messagingService ?? null,
    api_base_url: sender?.apiUrl ?? null,
    webhook_url: `${origin}/webhooks/twilio/${accountId}/${channel}`,
    missing,
  }
}

async function emailChannelShown(
  tx: Tx,
  accountId: string,
  { inboundSmtpPort, hasSmtp }: ChannelSettingsServices,
) {
  const { isOn } = await channelSettings(tx, accountId, 'email')
  const channel = await findEmailChannel(tx, accountId)
  const hasWayIn = inboundSmtpPort !== null || channel.webhookTokenHash !== null
  const aliases = channel.aliases.filter((alias) => alias !== channel.supportAddress?.toLowerCase())
  return {
    is_on: isOn,
    support_address: channel.supportAddress,
    aliases,
    sender_name: channel.senderName,
    uses_reply_tokens: channel.usesReplyTokens,
    trusted_authserv_id: channel.trustedAuthserv,
    webhook_token_hint: channel.webhookTokenHint,
    inbound_smtp_port: inboundSmtpPort,
    outgoing: hasSmtp ? 'smtp' : 'kept',
    missing: [
      ...(channel.supportAddress === null ? ['support_address'] : []),
      ...(hasWayIn ? [] : ['way_in']),
    ],
  }
}
