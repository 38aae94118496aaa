import { isDelivered } from '../message/delivered.sql.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import type { CampaignSum } from './campaign-proof.ts'
import { type PartOfPage, pageInTurn } from './page-in-turn.ts'
import type { ProofRow } from './proof.ts'

export interface CampaignScope {
  campaignId: string
  /** Its messages, or the one that is meant. */
  messageIds: readonly string[]
  isOfOne: boolean
  variationId: string | null
  skipReason: string | null
}

/** One row that the number is made of. */
export interface CampaignProofRow extends ProofRow {
  /** `message`, or empty of somebody who waits for theirs. */
  place: string
  id: string
}

/** How many rows a sum has. */
export async function campaignTotal(
  tx: Tx,
  accountId: string,
  scope: CampaignScope,
  sum: CampaignSum,
): Promise<number> {
  const [row] = await tx<{ total: number }[]>`
    select count(*)::int as total
    from messages m
    where ${ofSum(tx, accountId, scope, sum)}`
  const messages = row?.total ?? 0
  if (!hasWaiting(scope, sum)) return messages
  const [waiting] = await tx<{ total: number }[]>`
    select count(*)::int as total
    from campaign_recipients r
    where r.account_id = ${accountId}
      and r.message_id = any (${[...scope.messageIds]})`
  return messages + (waiting?.total ?? 0)
}

/** One more than a page of the rows behind it: messages first, then who waits for theirs. */
export function campaignRows(
  tx: Tx,
  accountId: string,
  scope: CampaignScope,
  { sum, page }: { sum: CampaignSum; page: Page },
): Promise<CampaignProofRow[]> {
  return pageInTurn(
    page,
    (part) => messageRows(tx, accountId, scope, { sum, ...part }),
    (part) =>
      hasWaiting(scope, sum) ? waitingRows(tx, accountId, scope, part) : Promise.resolve([]),
  )
}

function hasWaiting({ variationId }: CampaignScope, sum: CampaignSum): boolean {
  return variationId === null && (sum === 'campaignRecipients' || sum === 'campaignWaiting')
}

function ofSum(
  tx: Tx,
  accountId: string,
  { campaignId, messageIds, isOfOne, variationId, skipReason }: CampaignScope,
  sum: CampaignSum,
): Fragment {
  const tests: Record<CampaignSum, Fragment> = {
    campaignRecipients: tx`true`,
    variationRecipients: tx`m.attempted_at is not null`,
    campaignSent: tx`m.state in ('sent', 'delivered', 'kept', 'bounced', 'uncertain')`,
    campaignDelivered: isDelivered(tx),
    campaignSkipped: tx`m.state in ('skipped', 'failed', 'cancelled')`,
    campaignWaiting: tx`m.state in ('queued', 'sending')`,
    campaignOpened: tx`m.opened_at is not null`,
    campaignClicked: tx`m.clicked_at is not null`,
  }
  return tx`
    m.account_id = ${accountId}
      and m.campaign_id = ${campaignId}
      and ${tests[sum]}
      ${isOfOne ? tx`and m.campaign_message_id = any (${[...messageIds]})` : tx``}
      ${variationId === null ? tx`` : tx`and m.content_id = ${variationId}`}
      ${skipReason === null ? tx`` : tx`and m.skip_reason = ${skipReason}`}`
}

function messageRows(
  tx: Tx,
  accountId: string,
  scope: CampaignScope,
  { sum, from, isBack, limit }: PartOfPage & { sum: CampaignSum },
): Promise<CampaignProofRow[]> {
  return tx<CampaignProofRow[]>`
    select m.message_id::text as key, 'message' as place, m.message_id::text as id,
           'message' as kind, coalesce(m.sent_at, m.attempted_at, m.finished_at, m.due_at) as at,
           1 as counts, m.profile_id as "profileId", null::uuid as "conversationId",
           m.message_id as "messageId", c.name as "messageName", m.state, null::int8 as "eventId",
           m.skip_reason as reason
    from messages m
    left join message_contents c on c.account_id = m.account_id and c.content_id = m.content_id
    where ${ofSum(tx, accountId, scope, sum)}
      ${from ? tx`and m.message_id ${isBack ? tx`<` : tx`>`} ${from.id}::uuid` : tx``}
    order by m.message_id ${isBack ? tx`desc` : tx`asc`}
    limit ${limit}`
}

function waitingRows(
  tx: Tx,
  accountId: string,
  { messageIds }: CampaignScope,
  { from, isBack, limit }: PartOfPage,
): Promise<CampaignProofRow[]> {
  const direction = isBack ? tx`desc` : tx`asc`
  const [messageId = '', profileId = ''] = from?.id.split(' ') ?? []
  return tx<CampaignProofRow[]>`
    select r.message_id || ' ' || r.profile_id as key, '' as place,
           r.message_id || ' ' || r.profile_id as id, 'recipient' as kind, r.due_at as at,
           1 as counts, r.profile_id as "profileId", null::uuid as "conversationId",
           null::uuid as "messageId", c.name as "messageName", 'queued' as state,
           null::int8 as "eventId", null as reason
    from campaign_recipients r
    left join message_contents c on c.account_id = r.account_id and c.content_id = r.message_id
    where r.account_id = ${accountId}
      and r.message_id = any (${[...messageIds]})
      ${
        from
          ? tx`and (r.message_id, r.profile_id) ${isBack ? tx`<` : tx`>`}
               (${messageId}::text collate "C", ${profileId}::uuid)`
          : tx``
      }
    order by r.message_id ${direction}, r.profile_id ${direction}
    limit ${limit}`
}
