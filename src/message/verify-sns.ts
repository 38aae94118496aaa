import { verify, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { isTimely } from './verify-mail-report.ts'

/** What Amazon SNS posts, around what it reports. */
export const SnsPost = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string(),
  TopicArn: z.string(),
  Message: z.string(),
  Timestamp: z.string(),
  Subject: z.string().nullish(),
  Token: z.string().optional(),
  SubscribeURL: z.string().optional(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
})
export type SnsPost = z.output<typeof SnsPost>

const TOPIC = /^arn:aws(-cn|-us-gov)?:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/
const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9a-f]{1,64}\.pem$/

export function isTopic(arn: string): boolean {
  return TOPIC.test(arn)
}

/** Whether a URL is of the SNS of a topic's region: nobody else's certificates or links count. */
function isOfTopic(url: URL | null, topicArn: string): url is URL {
  const region = TOPIC.exec(topicArn)?.[2]
  if (!url || region === undefined || url.protocol !== 'https:' || url.port !== '') return false
  if (url.username !== '' || url.password !== '') return false
  const host = `sns.${region}.amazonaws.com`
  return url.hostname === host || url.hostname === `${host}.cn`
}

/** Where the certificate is that a post is signed with; undefined when no such place is acceptable. */
export function certificateUrl({ SigningCertURL, TopicArn }: SnsPost): string | undefined {
  const url = URL.parse(SigningCertURL)
  if (!isOfTopic(url, TopicArn) || !CERTIFICATE_PATH.test(url.pathname)) return undefined
  return url.search === '' && url.hash === '' ? url.href : undefined
}

/** Where a topic is told that we want its posts; undefined when no such place is acceptable. */
export function confirmationUrl({ SubscribeURL = '', TopicArn }: SnsPost): string | undefined {
  const url = URL.parse(SubscribeURL)
  if (!isOfTopic(url, TopicArn)) return undefined
  const asks = (name: string) => url.searchParams.get(name)
  const isConfirmation = asks('Action') === 'ConfirmSubscription' && asks('TopicArn') === TopicArn
  return isConfirmation ? url.href : undefined
}

/** @param pem the certificate from `certificateUrl` */
export function verifySns(post: SnsPost, pem: string, wallNow: Date): boolean {
  const signedAt = new Date(post.Timestamp)
  if (Number.isNaN(signedAt.getTime()) || !isTimely(signedAt, wallNow)) return false
  try {
    const certificate = new X509Certificate(pem)
    if (certificate.validFromDate > wallNow || certificate.validToDate < wallNow) return false
    const algorithm = post.SignatureVersion === '1' ? 'sha1' : 'sha256'
    const signature = Buffer.from(post.Signature, 'base64')
    return verify(algorithm, Buffer.from(signedText(post)), certificate.publicKey, signature)
  } catch {
    return false
  }
}

function signedText(post: SnsPost): string {
  const isNotification = post.Type === 'Notification'
  const fields: readonly (readonly [string, string | null | undefined])[] = [
    ['Message', post.Message],
    ['MessageId', post.MessageId],
    ['Subject', isNotification ? post.Subject : null],
    ['SubscribeURL', isNotification ? null : post.SubscribeURL],
    ['Timestamp', post.Timestamp],
    ['Token', isNotification ? null : post.Token],
    ['TopicArn', post.TopicArn],
    ['Type', post.Type],
  ]
  return fields
    .flatMap(([name, value]) => (typeof value === 'string' ? [`${name}\n${value}\n`] : []))
    .join('')
}
