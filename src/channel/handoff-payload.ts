import type { ConversationState } from '../conversation/conversation.ts'
import type { Line } from '../conversation/lines.sql.ts'
import { escapeHtml } from '../platform/html.ts'
import { ulidOf } from '../platform/id.ts'
import { isoSeconds } from '../platform/time.ts'

/** Who writes, as far as it is known. */
export interface HandoffShopper {
  profileId: string
  email: string | null
  phoneNumber: string | null
  name: string | null
}

export interface Handoff {
  accountId: string
  conversation: ConversationState
  shopper: HandoffShopper
  /** Without notes of the team. */
  lines: readonly Line[]
  tags: readonly string[]
  episode: number
  reason: string
  category: string | null
  skill: string | null
  occurredAt: Date
}

/** What is posted to another desk: all that a person needs to go on. */
export function handoffPayload(handoff: Handoff): Record<string, unknown> {
  const { conversation, shopper, lines } = handoff
  return {
    type: 'conversation.handed-off',
    is_test: false,
    account_id: handoff.accountId,
    occurred_at: isoSeconds(handoff.occurredAt),
    conversation: {
      id: conversation.conversationId,
      channel: conversation.channel,
      language: conversation.language,
      subject: conversation.subject,
      episode: handoff.episode,
      created_at: isoSeconds(conversation.createdAt),
      tags: handoff.tags,
    },
    escalation: { reason: handoff.reason, category: handoff.category, skill: handoff.skill },
    shopper: {
      profile_id: ulidOf(shopper.profileId),
      email: shopper.email,
      phone_number: shopper.phoneNumber,
      name: shopper.name,
      verified_by: conversation.verifiedBy,
    },
    transcript: lines.map((line) => ({
      position: line.position,
      author: line.author,
      author_name: line.authorName,
      text: line.text,
      at: isoSeconds(line.at),
    })),
  }
}

/** What `handoffMail` reads of a payload; the rest is for machines. */
interface Told {
  conversation: { id: string; channel: string; subject: string | null; tags: readonly string[] }
  escalation: { reason: string; skill: string | null }
  shopper: {
    profile_id: string
    name: string | null
    email: string | null
    phone_number: string | null
    verified_by: string | null
  }
  transcript: readonly { author: string; author_name: string | null; text: string; at: string }[]
}

const AUTHORS: Readonly<Record<string, string>> = {
  shopper: 'Shopper',
  agent: 'Agent',
  teammate: 'Teammate',
  system: '–',
}

/** The same for people: as text, and as HTML with everything escaped. */
export function handoffMail(payload: Told): { subject: string; text: string; html: string } {
  const { conversation, escalation, shopper, transcript } = payload
  const who = shopper.name ?? shopper.email ?? shopper.phone_number ?? 'A shopper'
  const subject = `Handoff: ${who} (${conversation.channel}), ${escalation.reason}`
  const facts: [string, string][] = [
    ['Shopper', who],
    ['Email', shopper.email ?? '–'],
    ['Phone', shopper.phone_number ?? '–'],
    ['Verified by', shopper.verified_by ?? 'nothing'],
    ['Profile', shopper.profile_id],
    ['Channel', conversation.channel],
    ['Subject', conversation.subject ?? '–'],
    ['Reason', escalation.reason],
    ['Skill', escalation.skill ?? '–'],
    ['Tags', conversation.tags.join(', ') || '–'],
    ['Conversation', conversation.id],
  ]
  const said = transcript.map((line) => ({
    head: `${line.at.replace('T', ' ').slice(0, 16)} ${line.author_name ?? AUTHORS[line.author] ?? line.author}`,
    text: line.text,
  }))
  return {
    subject,
    text: [
      ...facts.map(([name, value]) => `${name}: ${value}`),
      '',
      ...said.flatMap(({ head, text }) => [`[${head} UTC]`, text, '']),
    ].join('\n'),
    html: [
      '<!DOCTYPE html>',
      '<html><body><table>',
      ...facts.map(
        ([name, value]) => `<tr><th align="left">${name}</th><td>${escapeHtml(value)}</td></tr>`,
      ),
      '</table>',
      ...said.map(
        ({ head, text }) =>
          `<p><strong>${escapeHtml(head)} UTC</strong><br>\n${escapeHtml(text).replaceAll('\n', '<br>\n')}</p>`,
      ),
      '</body></html>',
    ].join('\n'),
  }
}
