import { randomUUID } from 'node:crypto'
import { recordAudit } from '../account/audit.sql.ts'
import type { Channel } from '../contract/agent-words.ts'
import type { ClaimedTurn, ShopperFacts, ToolUse } from '../conversation/turn-outcome.ts'
import { uuidOf } from '../platform/id.ts'
import { invalid, notFound, quote } from '../platform/problem.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import { profileById } from '../profile/profiles.sql.ts'
import { findToolRow } from './agent-tools.sql.ts'
import type { TurnSkill } from './brain.ts'
import type { ToolServices } from './call-custom-tool.action.ts'
import type { MadeBy } from './made-by.ts'
import { isBuiltInTool } from './prebuilt-skills.ts'
import type { RenderedRequest } from './render-request.ts'
import { toolboxFor } from './toolbox.action.ts'

export interface ToolTest {
  input: Record<string, unknown>
  /** As the API writes it; null for a shopper of whom nothing is known. */
  profileId: string | null
  channel: Channel
}

/** What a tool was given and answered, and what went over the wire. */
export interface TestedTool extends ToolUse {
  /** Null when nothing was sent: a built-in tool, or an input that does not fit. */
  request: RenderedRequest | null
}

/** Nobody: no profile has this id. */
const NOBODY: ShopperFacts = {
  profileId: '00000000-0000-0000-0000-000000000000',
  email: null,
  phoneNumber: null,
  firstName: null,
  lastName: null,
  isVerified: false,
}

/**
 * Call a tool as a turn would, for a shopper who counts as verified.
 * @throws Problem 404 for an unknown tool, 400 for an unknown profile
 */
export async function testTool(
  services: ToolServices,
  by: MadeBy,
  toolId: string,
  { input, profileId, channel }: ToolTest,
): Promise<TestedTool> {
  const { accountId } = by.caller
  const { skill, shopper } = await inAccount(by.sql, accountId, async (tx) => {
    const own = await findToolRow(tx, accountId, toolId)
    if (!own && !isBuiltInTool(toolId)) throw notFound('agent-tool', toolId)
    const found = {
      skill: skillWith(toolId, own ? [own] : []),
      shopper: profileId === null ? NOBODY : await shopperOf(tx, accountId, profileId),
    }
    // A call may change something at another service, and shows a person's data.
    await recordAudit(tx, by.caller, by.wallNow, {
      action: 'agent-tool.tested',
      subject: own?.name ?? toolId,
      detail: { id: toolId, profile_id: profileId },
    })
    return found
  })
  let request: RenderedRequest | null = null
  const watched = { ...services, onRequest: (sent: RenderedRequest) => void (request = sent) }
  const toolbox = toolboxFor(watched, turnFor(accountId, shopper, channel), skill, {
    source: 'test',
    now: by.now,
  })
  const use = await toolbox.call(toolId, input)
  return { ...use, request }
}

async function shopperOf(tx: Tx, accountId: string, profileId: string): Promise<ShopperFacts> {
  const uuid = uuidOf(profileId)
  const profile = uuid && (await profileById(tx, accountId, uuid))
  if (!profile) {
    throw invalid(
      '/data/attributes/profile_id',
      `A profile with id ${quote(profileId)} does not exist.`,
      'Use the id of a profile of this account, or leave it out.',
    )
  }
  return {
    profileId: profile.profileId,
    email: profile.email,
    phoneNumber: profile.phone_number,
    firstName: profile.first_name,
    lastName: profile.last_name,
    isVerified: true,
  }
}

function skillWith(toolId: string, customTools: TurnSkill['customTools']): TurnSkill {
  return {
    id: 'custom:test',
    displayName: 'Test',
    description: '',
    instructions: '',
    handoff: 'none',
    isAvailable: true,
    unavailableBecause: null,
    toolIds: [toolId],
    customTools,
  }
}

function turnFor(accountId: string, shopper: ShopperFacts, channel: Channel): ClaimedTurn {
  return {
    accountId,
    conversationId: randomUUID(),
    episode: 1,
    channel,
    language: null,
    shopper,
    page: null,
    previousSkill: null,
    isHandoffOffered: false,
    transcript: [],
    unanswered: [],
    readUpTo: 0,
    turnsBefore: 0,
    memory: {},
  }
}
