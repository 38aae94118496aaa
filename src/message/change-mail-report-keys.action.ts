import { lockAccount } from '../account/accounts.sql.ts'
import { type Actor, recordAudit } from '../account/audit.sql.ts'
import { MAIL_PROVIDERS, type MailProvider } from '../contract/sending.ts'
import type { Vault } from '../platform/encryption.ts'
import { invalid, quote } from '../platform/problem.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import {
  deleteMailReportKey,
  mailReportPurpose,
  saveMailReportKey,
} from './mail-report-keys.sql.ts'
import { isSendgridKey } from './verify-mail-report.ts'
import { isTopic } from './verify-sns.ts'

const HINT_CHARACTERS = 3
/** Of what is to be kept from others. */
const SECRET_LENGTH_MIN = 16

/**
 * Change what posts of mail providers are checked with. What is undefined stays, null clears.
 * @throws Problem 400 for a key that is none of the provider's
 */
export function changeMailReportKeys(
  { sql, vault }: { sql: Sql; vault: Vault },
  actor: Actor,
  keys: Partial<Record<MailProvider, string | null | undefined>>,
  { now, wallNow }: { now: Date; wallNow: Date },
): Promise<void> {
  const { accountId } = actor
  const wanted = MAIL_PROVIDERS.flatMap((provider) => {
    // Keys are copied from pages that break their lines; a password is what somebody chose.
    const given = keys[provider]?.trim()
    const key = provider === 'postmark' ? given : given?.replaceAll(/\s/g, '')
    if (key !== undefined) refuseStrange(provider, key)
    return keys[provider] === undefined ? [] : [{ provider, key: key ?? null }]
  })
  return inAccount(sql, accountId, async (tx) => {
    await lockAccount(tx, accountId)
    for (const { provider, key } of wanted) {
      if (key === null) {
        if (!(await deleteMailReportKey(tx, accountId, provider))) continue
      } else {
        const keySealed = vault.seal(key, mailReportPurpose(accountId, provider))
        const keyHint = key.slice(-HINT_CHARACTERS)
        await saveMailReportKey(tx, accountId, { provider, keySealed, keyHint }, now)
      }
      const detail = { is_set: key !== null }
      await recordAudit(tx, actor, wallNow, {
        action: 'mail-report-key.changed',
        subject: provider,
        detail,
      })
    }
  })
}

function refuseStrange(provider: MailProvider, key: string): void {
  const pointer = `/data/attributes/mail_report_keys/${provider}`
  if (provider === 'ses' && !isTopic(key)) {
    throw invalid(
      pointer,
      `${quote(key)} is not the ARN of an SNS topic.`,
      'Send one such as arn:aws:sns:eu-central-1:123456789012:parley.',
    )
  }
  if (provider === 'sendgrid' && !isSendgridKey(key)) {
    throw invalid(
      pointer,
      'This is not a public key as SendGrid shows it.',
      'Turn on the signed event webhook at SendGrid and send its verification key.',
    )
  }
  const isSecret = provider === 'postmark' || provider === 'mailgun'
  if (isSecret && key.length < SECRET_LENGTH_MIN) {
    throw invalid(
      pointer,
      `The key is ${key.length} characters long; at least ${SECRET_LENGTH_MIN} are needed.`,
    )
  }
}
