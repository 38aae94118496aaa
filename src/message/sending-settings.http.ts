import * as contract from '../contract/sending.ts'
import type { Vault } from '../platform/encryption.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { readInAccount, type Tx } from '../platform/sql.ts'
import { changeMailReportKeys } from './change-mail-report-keys.action.ts'
import { changeSending, rotateDkimKey } from './change-sending.action.ts'
import { lookUpTexts } from './dns.gateway.ts'
import { judgeDkim, judgeDmarc, judgeSpf } from './judge-domain.ts'
import { mailReportKeys } from './mail-report-keys.sql.ts'
import { findSendingSettings } from './sending-settings.sql.ts'
import { DEFAULT_SETTINGS, type SendingSettings } from './sending-settings.ts'

export interface SendingServices {
  vault: Vault
  hasSmtp: boolean
  /** Whose SMTP server it is, when it is one we know. */
  provider: contract.MailProvider | null
}

/** What a key is called when nobody says otherwise. */
const DEFAULT_SELECTOR = 'parley'

/** How an account sends, and what is added to the links of its messages. */
export function sendingRoutes(services: SendingServices): Route[] {
  return [
    implement(contract.getSendingSettings, (call) =>
      call.read(async (tx) => ({ data: await sendingResource(tx, call, services) })),
    ),

    implement(contract.updateSendingSettings, async (call) => {
      const { body, caller, sql, now, wallNow } = call
      if (body.data.id !== undefined) refuseOtherId(body.data.id, caller.accountId)
      const wanted = body.data.attributes
      const { vault } = services
      if (wanted.mail_report_keys) {
        await changeMailReportKeys({ sql, vault }, caller, wanted.mail_report_keys, call)
      }
      await changeSending(
        sql,
        caller,
        (before) => ({
          ...before,
          fromEmail: chosen(wanted.from_email, before.fromEmail),
          fromName: chosen(wanted.from_name, before.fromName),
          replyToEmail: chosen(wanted.reply_to_email, before.replyToEmail),
          smartSendingHours: {
            email: wanted.smart_sending_hours?.email ?? before.smartSendingHours.email,
            sms: wanted.smart_sending_hours?.sms ?? before.smartSendingHours.sms,
            whatsapp: wanted.smart_sending_hours?.whatsapp ?? before.smartSendingHours.whatsapp,
          },
          quietHours: chosen(wanted.quiet_hours, before.quietHours),
          excludesOpenProblems: wanted.excludes_open_problems ?? before.excludesOpenProblems,
          frequencyCap: chosen(wanted.frequency_cap, before.frequencyCap),
          tracksOpens: wanted.tracks_opens ?? before.tracksOpens,
          tracksClicks: wanted.tracks_clicks ?? before.tracksClicks,
          dkim: chosen(wanted.dkim, before.dkim),
        }),
        { now, wallNow },
      )
      return call.read(async (tx) => ({ data: await sendingResource(tx, call, services) }))
    }),

    implement(contract.createDkimKey, async (call) => {
      const { vault } = services
      await rotateDkimKey({ sql: call.sql, vault }, call.caller, call.body.data.attributes, call)
      return call.read(async (tx) => ({
        data: await sendingResource(tx, call, services),
        status: 201 as const,
      }))
    }),

    implement(contract.checkDomain, async ({ body, caller, sql }) => {
      const { domain } = body.data.attributes
      const { settings } = await readInAccount(sql, caller.accountId, (tx) =>
        findSendingSettings(tx, caller.accountId),
      )
      const key = settings.dkim?.domain === domain ? settings.dkim : null
      const names = {
        spf: domain,
        dkim: `${key?.selector ?? DEFAULT_SELECTOR}._domainkey.${domain}`,
        dmarc: `_dmarc.${domain}`,
      }
      const [spf, dkim, dmarc] = await Promise.all([
        lookUpTexts(names.spf),
        lookUpTexts(names.dkim),
        lookUpTexts(names.dmarc),
      ])
      const attributes = {
        domain,
        spf: { name: names.spf, ...judgeSpf(spf) },
        dkim: { name: names.dkim, ...judgeDkim(dkim, key?.publicKey ?? null) },
        dmarc: { name: names.dmarc, ...judgeDmarc(dmarc) },
      }
      return { data: { type: 'domain-check', id: domain, attributes } }
    }),

    implement(contract.getTrackingSettings, (call) =>
      call.read(async (tx) => {
        const { accountId } = call.caller
        const { settings } = await findSendingSettings(tx, accountId)
        return { data: [trackingResource(accountId, settings)], next: null, prev: null }
      }),
    ),

    implement(contract.getTrackingSetting, (call) =>
      call.read(async (tx) => {
        const accountId = ownId(call)
        const { settings } = await findSendingSettings(tx, accountId)
        return { data: trackingResource(accountId, settings) }
      }),
    ),

    implement(contract.updateTrackingSetting, async (call) => {
      const accountId = ownId(call)
      refuseOtherId(call.body.data.id, accountId)
      const wanted = call.body.data.attributes
      const standard = DEFAULT_SETTINGS.tracking
      const saved = await changeSending(
        call.sql,
        call.caller,
        (before) => {
          const { tracking } = before
          return {
            ...before,
            tracking: {
              auto_add_parameters: wanted.auto_add_parameters ?? tracking.auto_add_parameters,
              // These two are always there: null is what they are from the start.
              utm_source: chosen(wanted.utm_source, tracking.utm_source) ?? standard.utm_source,
              utm_medium: chosen(wanted.utm_medium, tracking.utm_medium) ?? standard.utm_medium,
              utm_campaign: chosen(wanted.utm_campaign, tracking.utm_campaign),
              utm_id: chosen(wanted.utm_id, tracking.utm_id),
              utm_term: chosen(wanted.utm_term, tracking.utm_term),
              custom_parameters: chosen(wanted.custom_parameters, tracking.custom_parameters),
            },
          }
        },
        call,
      )
      return { data: trackingResource(accountId, saved) }
    }),
  ]
}

/** @throws Problem 404 for another account's */
function ownId(call: {
  params: Readonly<Record<string, string>>
  caller: { accountId: string }
}): string {
  const id = param(call, 'id')
  if (id !== call.caller.accountId) throw notFound('tracking-setting', id)
  return id
}

function chosen<T>(wanted: T | undefined, before: T): T {
  return wanted === undefined ? before : wanted
}

async function sendingResource(
  tx: Tx,
  { caller, origin }: Pick<Call<unknown, unknown>, 'caller' | 'origin'>,
  { hasSmtp, provider }: SendingServices,
): Promise<Resource> {
  const { accountId } = caller
  const { settings } = await findSendingSettings(tx, accountId)
  const keys = await mailReportKeys(tx, accountId)
  const { dkim } = settings
  return {
    type: 'sending-settings',
    id: accountId,
    attributes: {
      from_email: settings.fromEmail,
      from_name: settings.fromName,
      reply_to_email: settings.replyToEmail,
      smart_sending_hours: settings.smartSendingHours,
      quiet_hours: settings.quietHours,
      excludes_open_problems: settings.excludesOpenProblems,
      frequency_cap: settings.frequencyCap,
      tracks_opens: settings.tracksOpens,
      tracks_clicks: settings.tracksClicks,
      dkim: dkim && {
        domain: dkim.domain,
        selector: dkim.selector,
        record_name: `${dkim.selector}._domainkey.${dkim.domain}`,
        record_value: `v=DKIM1; k=rsa; p=${dkim.publicKey}`,
      },
      outgoing: hasSmtp ? 'smtp' : 'kept',
      provider,
      mail_reports: contract.MAIL_PROVIDERS.map((one) => {
        const key = keys.find((row) => row.provider === one)
        return {
          provider: one,
          url: `${origin}/webhooks/mail-reports/${one}/${accountId}`,
          key_hint: key?.keyHint ?? null,
          last_report_at: key?.lastReportAt ?? null,
        }
      }),
    },
  }
}

function trackingResource(accountId: string, { tracking }: SendingSettings): Resource {
  return { type: 'tracking-setting', id: accountId, attributes: { ...tracking } }
}
