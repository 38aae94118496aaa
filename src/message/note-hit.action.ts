import { nowIn } from '../platform/clock.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { SECOND_MS } from '../platform/time.ts'
import { judgeHit } from './judge-hit.ts'
import { eventKey, eventProperties, metricOf, shownName } from './message-events.ts'
import type { MessageToken } from './message-token.ts'
import { keepProfiles } from './messages.sql.ts'
import { recordMessageEvents } from './record-message-events.action.ts'
import { countHit, findTracked } from './tracked-messages.sql.ts'

export interface HitRequest {
  kind: 'opened' | 'clicked'
  method: string
  userAgent: string
}

/** Opens and clicks of one message that become events; who loads a mail a thousand times is no reader. */
const HITS_RECORDED_MAX = 100
const USER_AGENT_LENGTH_MAX = 300

/**
 * Record that a mail was opened, or a link of it followed. Bots and privacy proxies are recorded as
 * such, and do not count as the person.
 *
 * @returns where the link leads, and whose message it is in; undefined when there is no such message any
 *   more
 */
export function noteHit(
  sql: Sql,
  { accountId, messageId, nth }: MessageToken,
  request: HitRequest,
): Promise<{ link: string | null; profileId: string } | undefined> {
  return inAccount(sql, accountId, async (tx) => {
    const message = await findTracked(tx, accountId, messageId, nth)
    if (!message?.hasCopy) return undefined
    const { profileId, link, channel, source } = message
    const found = { link, profileId }
    if (request.kind === 'clicked' && link === null) return found
    const userAgent = request.userAgent.slice(0, USER_AGENT_LENGTH_MAX)
    const now = await nowIn(tx, accountId)
    const since = message.attemptedAt && now.getTime() - message.attemptedAt.getTime()
    const judged = judgeHit({
      method: request.method,
      userAgent,
      secondsSinceSent: message.isClockMoved || since === null ? null : since / SECOND_MS,
    })
    await keepProfiles(tx, accountId, [profileId])
    const isPersons = !judged.isBot && !judged.isPrivacyProxy
    await countHit(tx, accountId, messageId, { kind: request.kind, isPersons, now })
    const metricName = metricOf(channel, request.kind)
    const known = request.kind === 'opened' ? message.opens : message.clicks
    if (!metricName || source === 'test' || known >= HITS_RECORDED_MAX) return found
    const second = String(Math.floor(now.getTime() / SECOND_MS))
    await recordMessageEvents(
      tx,
      accountId,
      [
        {
          profileId,
          metricName,
          uniqueId: eventKey(
            messageId,
            request.kind,
            request.kind === 'clicked' ? `${nth}:${second}` : second,
          ),
          occurredAt: now,
          properties: {
            ...eventProperties(message, {
              ...message,
              name: shownName(source, message),
            }),
            'Client Name': judged.clientName,
            'Client Type': judged.clientType,
            ...(link !== null && request.kind === 'clicked'
              ? { URL: link, 'Bot Click': judged.isBot }
              : { 'Machine Open': judged.isBot || judged.isPrivacyProxy }),
          },
        },
      ],
      now,
    )
    return found
  })
}
