import * as contract from '../contract/web-chat.ts'
import { isChannelOn } from '../conversation/settings.sql.ts'
import { type Call, implement, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { isoSeconds } from '../platform/time.ts'
import { changeWebChat, rotateStorefrontSecret } from './change-web-chat.action.ts'
import type { WebChatAccounts } from './web-chat-account.action.ts'
import { storefrontSecret } from './web-chat-keys.ts'
import { findWebChatSettings } from './web-chat-settings.sql.ts'

export interface WebChatSettingsServices {
  accounts: WebChatAccounts
  /** The installation's. */
  secret: Buffer
}

const HINT_CHARACTERS = 3

/** What people of the shop decide about their widget. */
export function webChatSettingsRoutes(services: WebChatSettingsServices): Route[] {
  return [
    implement(contract.getWebChatSettings, async (call) => ({
      data: await settingsResource(call, services),
    })),
    implement(contract.updateWebChatSettings, async (call) => {
      const { id, attributes } = call.body.data
      const { accountId } = call.caller
      if (id !== undefined) refuseOtherId(id, accountId)
      const change = {
        isOn: attributes.is_on,
        allowedOrigins: attributes.allowed_origins && [...new Set(attributes.allowed_origins)],
        greeting: attributes.greeting,
        consentNote: attributes.consent_note,
        colour: attributes.colour,
        position: attributes.position,
      }
      await changeWebChat(call.sql, call.caller, change, call.wallNow)
      services.accounts.forget()
      return { data: await settingsResource(call, services) }
    }),
    implement(contract.rotateWebChatSecret, async (call) => {
      const secret = await rotateStorefrontSecret(
        call.sql,
        call.caller,
        services.secret,
        call.wallNow,
      )
      services.accounts.forget()
      return {
        data: { type: 'web-chat-secret', id: call.caller.accountId, attributes: { secret } },
      }
    }),
  ]
}

function settingsResource(
  { caller, read }: Pick<Call<never, unknown>, 'caller' | 'read'>,
  services: WebChatSettingsServices,
): Promise<Resource> {
  const { accountId } = caller
  return read(async (tx) => {
    const [settings, isOn] = await Promise.all([
      findWebChatSettings(tx, accountId),
      isChannelOn(tx, accountId, 'web-chat'),
    ])
    const { secretGeneration: generation, secretRotatedAt: rotatedAt, updatedAt } = settings
    return {
      type: 'web-chat-settings',
      id: accountId,
      attributes: {
        is_on: isOn,
        allowed_origins: settings.allowedOrigins,
        greeting: settings.greeting,
        consent_note: settings.consentNote,
        colour: settings.colour,
        position: settings.position,
        storefront_secret_hint:
          generation === 0
            ? null
            : storefrontSecret(services.secret, accountId, generation).slice(-HINT_CHARACTERS),
        storefront_secret_rotated_at: rotatedAt && isoSeconds(rotatedAt),
        updated_at: updatedAt && isoSeconds(updatedAt),
      },
    }
  })
}
