import { difference } from '../account/account.ts'
import { optInDefault, setOptInDefault } from '../account/accounts.sql.ts'
import { recordAudit } from '../account/audit.sql.ts'
import {
  getConsentChanges,
  getConsentSettings,
  updateConsentSettings,
} from '../contract/consent.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { type Db, inAccount } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { profileById } from '../profile/profiles.sql.ts'
import {
  findConsentPages,
  type PageTexts,
  type PageTheme,
  saveConsentPages,
} from './consent-pages.sql.ts'
import { changesOfProfile, type LedgerRow } from './ledger.sql.ts'

/** Newest entries of the ledger that are shown. */
const SHOWN_MAX = 200

const history = implement(getConsentChanges, (call) =>
  call.read(async (tx) => {
    const id = param(call, 'id')
    const uuid = uuidOf(id)
    const { accountId } = call.caller
    const profile = uuid === undefined ? undefined : await profileById(tx, accountId, uuid)
    if (!profile) throw notFound('profile', id)
    const rows = await changesOfProfile(tx, accountId, profile.profileId, SHOWN_MAX)
    return { data: rows.map(changeResource) }
  }),
)

const settings = implement(getConsentSettings, (call) =>
  call.read(async (tx) => ({
    data: settingsResource(call.caller.accountId, await settingsOf(tx, call.caller.accountId)),
  })),
)

const change = implement(updateConsentSettings, async ({ body, caller, sql, wallNow }) => {
  const { accountId } = caller
  refuseOtherId(body.data.id, accountId)
  const { opt_in_process, theme, texts } = body.data.attributes
  const saved = await inAccount(sql, accountId, async (tx) => {
    const before = await settingsOf(tx, accountId)
    const after: Settings = {
      opt_in_process: opt_in_process ?? before.opt_in_process,
      theme: {
        accent: chosen(theme?.accent, before.theme.accent),
        background: chosen(theme?.background, before.theme.background),
        text: chosen(theme?.text, before.theme.text),
      },
      texts: {
        unsubscribe: chosen(texts?.unsubscribe, before.texts.unsubscribe),
        preferences: chosen(texts?.preferences, before.texts.preferences),
        confirm: chosen(texts?.confirm, before.texts.confirm),
      },
    }
    const detail = difference({ ...before }, { ...after })
    if (Object.keys(detail.after).length === 0) return before
    await setOptInDefault(tx, accountId, after.opt_in_process)
    await saveConsentPages(tx, accountId, after)
    await recordAudit(tx, caller, wallNow, {
      action: 'consent-settings.changed',
      subject: accountId,
      detail,
    })
    return after
  })
  return { data: settingsResource(accountId, saved) }
})

/** The ledger of a person, and how the account takes subscribers in. */
export const consentSettingsRoutes: readonly Route[] = [history, settings, change]

interface Settings {
  opt_in_process: 'single_opt_in' | 'double_opt_in'
  theme: PageTheme
  texts: PageTexts
}

async function settingsOf(db: Db, accountId: string): Promise<Settings> {
  const pages = await findConsentPages(db, accountId)
  return { opt_in_process: await optInDefault(db, accountId), ...pages }
}

/** Null clears, what is absent stays. */
function chosen(given: string | null | undefined, before: string | null): string | null {
  return given === undefined ? before : given
}

function settingsResource(accountId: string, attributes: Settings) {
  return { type: 'consent-settings', id: accountId, attributes: { ...attributes } }
}

function changeResource(row: LedgerRow) {
  return {
    type: 'consent-change',
    id: ulidOf(row.changeId),
    parentId: ulidOf(row.profileId),
    attributes: {
      channel: row.channel,
      topic: row.topic,
      kind: row.kind,
      list_id: row.listId,
      reason: row.reason,
      address: row.address,
      method: row.method,
      method_detail: row.methodDetail,
      custom_method_detail: row.customMethodDetail,
      double_optin: row.doubleOptin,
      historical_import: row.isHistorical,
      source: row.source,
      ip: row.ip,
      message_id: row.messageId && ulidOf(row.messageId),
      consented_at: isoSeconds(row.consentedAt),
      recorded_at: isoSeconds(row.recordedAt),
    },
  }
}
