import type { Channel } from '../contract/agent-words.ts'
import type { Tx } from '../platform/sql.ts'
import type { Author, ConversationState, LineKind, LinePayload, NewLine } from './conversation.ts'

/** One line of a transcript as it is stored. */
export interface Line {
  position: number
  episode: number
  author: Author
  authorName: string | null
  kind: LineKind
  text: string
  payload: LinePayload
  turn: number | null
  externalId: string | null
  at: Date
}

/** Lines that one call of `readLines` answers at most. */
export const READ_LINES_MAX = 500

/**
 * Lines of a conversation after a position, oldest first, at most `limit` of them.
 *
 * @param withNotes what teammates write to each other as well: never for a shopper
 */
export function readLines(
  tx: Tx,
  accountId: string,
  conversationId: string,
  afterPosition: number,
  limit: number,
  withNotes = false,
): Promise<Line[]> {
  return tx<Line[]>`
    select position, episode, author, author_name as "authorName", kind, text, payload, turn,
           external_id as "externalId", at
    from conversation_lines
    where account_id = ${accountId}
      and conversation_id = ${conversationId}
      and position > ${afterPosition}
      ${withNotes ? tx`` : tx`and kind <> 'note'`}
    order by position
    limit ${Math.min(limit, READ_LINES_MAX)}`
}

/** What was said in an episode from a position on, newest `limit` lines, oldest of them first. */
export async function saidInEpisode(
  tx: Tx,
  accountId: string,
  { conversationId, episode }: ConversationState,
  limit: number,
): Promise<Line[]> {
  const newest = await tx<Line[]>`
    select position, episode, author, author_name as "authorName", kind, text, payload, turn,
           external_id as "externalId", at
    from conversation_lines
    where account_id = ${accountId}
      and conversation_id = ${conversationId}
      and episode = ${episode}
      and kind <> 'note'
    order by position desc
    limit ${limit}`
  return newest.reverse()
}

/** The text of one line; the beginning of an episode is known by its position. */
export async function textAt(
  tx: Tx,
  accountId: string,
  conversationId: string,
  position: number,
): Promise<string | undefined> {
  const [row] = await tx<{ text: string }[]>`
    select text
    from conversation_lines
    where account_id = ${accountId}
      and conversation_id = ${conversationId}
      and position = ${position}`
  return row?.text
}

/** Where a message that the channel delivers again was stored. */
export async function lineWithExternalId(
  tx: Tx,
  accountId: string,
  channel: Channel,
  externalId: string,
): Promise<{ conversationId: string; position: number } | undefined> {
  const [row] = await tx<{ conversationId: string; position: number }[]>`
    select conversation_id as "conversationId", position
    from conversation_lines
    where account_id = ${accountId}
      and channel = ${channel}
      and external_id = ${externalId}`
  return row
}

/**
 * Append lines; the conversation is the one after them, locked.
 * Those that have to be delivered outside wait for delivery in the same statement.
 */
export async function insertLines(
  tx: Tx,
  accountId: string,
  conversation: ConversationState,
  lines: readonly NewLine[],
  now: Date,
): Promise<void> {
  const first = conversation.lastPosition - lines.length + 1
  const rows = lines.map((one, at) => ({
    position: first + at,
    author: one.author,
    author_id: one.authorId,
    author_name: one.authorName,
    kind: one.kind,
    text: one.text,
    payload: one.payload,
    turn: one.turn,
    external_id: one.externalId,
    is_sent: isSentOutside(conversation, one),
  }))
  const { conversationId, channel, episode, address } = conversation
  await tx`
    with
    new_lines as (
      select *
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (
        position integer, author text, author_id uuid, author_name text, kind text, text text,
        payload jsonb, turn integer, external_id text, is_sent boolean)
    ),
    inserted as (
      insert into conversation_lines (
        account_id, conversation_id, position, episode, channel, author, author_id, author_name,
        kind, text, payload, turn, external_id, at
      )
      select ${accountId}, ${conversationId}, position, ${episode}, ${channel}, author, author_id,
             author_name, kind, text, payload, turn, external_id, ${now}
      from new_lines
      returning position
    )
    insert into conversation_deliveries (
      account_id, conversation_id, position, channel, address, created_at, updated_at
    )
    select ${accountId}, ${conversationId}, position, ${channel}, ${address}, ${now}, ${now}
    from inserted
    join new_lines using (position)
    where is_sent`
}

function isSentOutside({ channel, address }: ConversationState, line: NewLine): boolean {
  if (channel === 'web-chat' || address === null) return false
  const isSaid = line.kind !== 'note' && line.kind !== 'notice'
  return isSaid && (line.author === 'agent' || line.author === 'teammate')
}

/** Note the words of a conversation by which the search finds it. */
export async function insertWords(
  tx: Tx,
  accountId: string,
  conversationId: string,
  words: readonly string[],
): Promise<void> {
  await tx`
    insert into conversation_words (account_id, word, conversation_id)
    select ${accountId}, word, ${conversationId}
    from unnest(${[...words]}::text[]) as word
    on conflict do nothing`
}
