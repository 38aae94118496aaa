import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { MAIL_PROVIDERS, type MailProvider } from '../contract/sending.ts'
import type { Vault } from '../platform/encryption.ts'
import type { RawAnswer, RawRequest, RawRoute } from '../platform/raw-routes.ts'
import { secretHash } from '../platform/secret.ts'
import { inAccount, readInAccount, type Sql } from '../platform/sql.ts'
import { findMailReportKey, mailReportPurpose, spendReportToken } from './mail-report-keys.sql.ts'
import { readReports } from './mail-reports.ts'
import type { SnsGateway } from './sns.gateway.ts'
import { takeMailReports } from './take-mail-reports.action.ts'
import { verifyMailgun, verifyPostmark, verifySendgrid } from './verify-mail-report.ts'
import { certificateUrl, confirmationUrl, SnsPost, verifySns } from './verify-sns.ts'

export interface MailReportServices {
  sql: Sql
  vault: Vault
  secret: Uint8Array
  sns: SnsGateway
}

/** A thousand events of a provider stay below. */
const BODY_BYTES_MAX = 2 * 1024 * 1024
const AGAIN_SECONDS = 60

/** Bounces and complaints, as providers of mail post them. */
export function mailReportRoute(services: MailReportServices): RawRoute {
  return {
    id: 'receiveMailReports',
    path: '/webhooks/mail-reports/{provider}/{companyId}',
    bodyBytesMax: BODY_BYTES_MAX,
    handle: async (request) => {
      const { companyId: accountId = '', provider: name } = request.params
      const provider = MAIL_PROVIDERS.find((one) => one === name)
      if (!provider || !/^[A-Za-z0-9]{6}$/.test(accountId)) return REFUSED
      const key = await keyOf(services, accountId, provider)
      if (key === undefined) return REFUSED
      const wallNow = new Date()
      const post: Post = { ...request, accountId, key, wallNow, json: jsonOf(request.body) }
      const checked = await checkedBy(services, provider, post)
      if ('status' in checked) return checked
      const reports = readReports(provider, checked.said)
      if (!reports) return { status: 422, body: 'This is not a report of this provider.\n' }
      await takeMailReports(services, { accountId, provider, reports, wallNow })
      return DONE
    },
  }
}

/** Strangers learn nothing about accounts, so all refusals are the same. */
const REFUSED: RawAnswer = { status: 403, body: 'The signature does not match.\n' }
const DONE: RawAnswer = { status: 200 }

interface Post {
  accountId: string
  headers: IncomingHttpHeaders
  body: RawRequest['body']
  json: unknown
  key: string
  wallNow: Date
}

async function keyOf(
  { sql, vault }: MailReportServices,
  accountId: string,
  provider: MailProvider,
) {
  const sealed = await readInAccount(sql, accountId, (tx) =>
    findMailReportKey(tx, accountId, provider),
  )
  return sealed && vault.open(sealed, mailReportPurpose(accountId, provider))
}

/** What the provider says, when it is the provider who says it. */
async function checkedBy(
  services: MailReportServices,
  provider: MailProvider,
  post: Post,
): Promise<{ said: unknown } | RawAnswer> {
  const { key, headers, body, json, wallNow } = post
  switch (provider) {
    case 'ses':
      return checkedSns(services.sns, post)
    case 'sendgrid':
      return verifySendgrid(key, headers, body, wallNow) ? { said: json } : REFUSED
    case 'postmark':
      return verifyPostmark(key, headers) ? { said: json } : REFUSED
    case 'mailgun':
      return (await isFromMailgun(services, post)) ? { said: json } : REFUSED
  }
}

/** The key of SES is its topic: anybody can have Amazon sign posts of a topic of their own. */
async function checkedSns(
  sns: SnsGateway,
  { key, json, wallNow }: Post,
): Promise<{ said: unknown } | RawAnswer> {
  const post = SnsPost.safeParse(json)
  if (!post.success || post.data.TopicArn !== key) return REFUSED
  const from = certificateUrl(post.data)
  if (from === undefined) return REFUSED
  try {
    if (!verifySns(post.data, await sns.certificate(from), wallNow)) return REFUSED
    if (post.data.Type === 'Notification') return { said: jsonOf(Buffer.from(post.data.Message)) }
    if (post.data.Type === 'UnsubscribeConfirmation') return DONE
    const confirmation = confirmationUrl(post.data)
    if (confirmation === undefined) return REFUSED
    await sns.confirm(confirmation)
    return DONE
  } catch {
    return { status: 503, body: 'Amazon SNS did not answer.\n', retryAfterSeconds: AGAIN_SECONDS }
  }
}

const MailgunPost = z.object({
  signature: z.object({
    timestamp: z.union([z.string(), z.number()]).transform(String),
    token: z.string().min(1).max(200),
    signature: z.string().max(200),
  }),
})

/** It does not sign what it reports, so a token that was overheard must not vouch for another body. */
async function isFromMailgun(
  { sql }: MailReportServices,
  { accountId, key, json, body, wallNow }: Post,
): Promise<boolean> {
  const post = MailgunPost.safeParse(json)
  if (!post.success || !verifyMailgun(key, post.data.signature, wallNow)) return false
  const tokenHash = secretHash(post.data.signature.token)
  const bodyHash = secretHash(body.toString('utf8'))
  return inAccount(sql, accountId, (tx) =>
    spendReportToken(tx, accountId, { tokenHash, bodyHash, wallNow }),
  )
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
