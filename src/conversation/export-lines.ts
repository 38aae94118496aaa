import { csvLine } from '../platform/csv.ts'
import { ulidOf } from '../platform/id.ts'
import { isoSeconds } from '../platform/time.ts'
import type { EpisodeState } from './conversation.ts'
import { episodeShown } from './conversation-resource.ts'
import type { Line } from './lines.sql.ts'
import type { ListedConversation } from './list-conversations.sql.ts'
import { redactText } from './redact-text.ts'

const COLUMNS = [
  'Conversation ID',
  'Started',
  'Last line',
  'Channel',
  'Status',
  'Outcome',
  'Resolution type',
  'Escalation reason',
  'Skills',
  'Tags',
  'Products',
  'Knowledge gap',
  'Language',
  'Turns',
  'Lines',
  'Profile ID',
  'Name',
  'Email',
  'Phone number',
  'Last text',
] as const

export function exportHeader(): string {
  return csvLine([...COLUMNS])
}

/** One conversation as a line of the CSV file. */
export function csvConversation(row: ListedConversation, isRedacted: boolean): string {
  const text = row.lastText ?? ''
  return csvLine([
    row.conversationId,
    isoSeconds(row.createdAt),
    isoSeconds(row.lastLineAt),
    row.channel,
    row.status,
    row.outcome,
    row.resolutionType,
    row.escalationReason,
    row.skills,
    row.tags.map((tag) => tag.name),
    row.productIds,
    row.hasKnowledgeGap,
    row.language,
    row.turns,
    row.lastPosition,
    ulidOf(row.profileId),
    ...(isRedacted ? [null, null, null] : [nameOf(row), row.email, row.phoneNumber]),
    isRedacted ? redactNamed(text, row) : text,
  ])
}

/** One conversation with its transcript as a line of the JSON Lines file. */
export function jsonConversation(
  row: ListedConversation,
  { lines, episodes }: { lines: readonly Line[]; episodes: readonly EpisodeState[] },
  isRedacted: boolean,
): string {
  const shown = {
    id: row.conversationId,
    channel: row.channel,
    status: row.status,
    language: row.language,
    skills: row.skills,
    tags: row.tags,
    products: row.productIds,
    has_knowledge_gap: row.hasKnowledgeGap,
    created_at: isoSeconds(row.createdAt),
    last_line_at: isoSeconds(row.lastLineAt),
    profile: {
      id: ulidOf(row.profileId),
      ...(isRedacted ? {} : { name: nameOf(row), email: row.email, phone_number: row.phoneNumber }),
    },
    episodes: episodes.map(episodeShown),
    lines: lines.map((line) => ({
      position: line.position,
      episode: line.episode,
      author: line.author,
      kind: line.kind,
      text: isRedacted ? redactNamed(line.text, row) : line.text,
      products: (line.payload.products ?? []).map((product) => product.productId),
      created_at: isoSeconds(line.at),
    })),
  }
  return `${JSON.stringify(shown)}\n`
}

/** Also without the names by which the shop knows the shopper. */
function redactNamed(text: string, { firstName, lastName }: ListedConversation): string {
  const redacted = redactText(text)
  return [firstName, lastName].reduce<string>((before, name) => {
    if (name === null || name.trim().length < 2) return before
    return before.replaceAll(
      new RegExp(`(?<!\\p{L})${escaped(name.trim())}(?!\\p{L})`, 'giu'),
      '[name]',
    )
  }, redacted)
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function nameOf({ firstName, lastName }: ListedConversation): string | null {
  const name = [firstName, lastName].filter((part) => part !== null).join(' ')
  return name === '' ? null : name
}
