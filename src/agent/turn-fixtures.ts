import type { ClaimedTurn, ToolUse } from '../conversation/turn-outcome.ts'
import type { AgentSetup, TurnSkill, TurnToolbox } from './brain.ts'
import { PREBUILT_SKILL_DEFINITIONS } from './prebuilt-skills.ts'

/** A claimed turn in which a shopper wrote this last. */
export function turnWith(
  said: string | readonly string[],
  changes: Partial<ClaimedTurn> = {},
): ClaimedTurn {
  const at = new Date('2026-03-02T12:00:00Z')
  const texts = typeof said === 'string' ? [said] : said
  const lines = texts.map((text, i) => ({
    position: i + 1,
    author: 'shopper' as const,
    text,
    at,
  }))
  return {
    accountId: 'Ab12Cd',
    conversationId: '01950000-0000-7000-8000-000000000001',
    episode: 1,
    channel: 'web-chat',
    language: null,
    shopper: {
      profileId: '01950000-0000-7000-8000-000000000002',
      email: null,
      phoneNumber: null,
      firstName: null,
      lastName: null,
      isVerified: false,
    },
    page: null,
    previousSkill: null,
    isHandoffOffered: false,
    transcript: lines,
    unanswered: lines,
    readUpTo: lines.length,
    turnsBefore: 0,
    memory: {},
    ...changes,
  }
}

export const SKILLS: readonly TurnSkill[] = PREBUILT_SKILL_DEFINITIONS.map((skill) => ({
  id: skill.id,
  displayName: skill.displayName,
  description: skill.description,
  instructions: skill.instructions,
  handoff: skill.handoff,
  isAvailable: true,
  unavailableBecause: null,
  toolIds: skill.toolIds,
  customTools: [],
}))

export const SETUP: AgentSetup = {
  isOn: true,
  agentName: 'Mara',
  shopName: 'Nordlicht',
  currency: 'EUR',
  timezone: 'Europe/Berlin',
  brandSummary: 'Warm things for cold days.',
  tone: 'friendly',
  toneInstruction: null,
  escalationRules: [],
  styles: [],
  skills: SKILLS,
  defaultLanguage: 'en',
  returnsPortalUrl: null,
  subscriptionsPortalUrl: null,
}

/** A toolbox that answers what it was told, and keeps what it was asked. */
export function toolboxWith(outputs: Readonly<Record<string, unknown>>): TurnToolbox & {
  uses: ToolUse[]
} {
  const uses: ToolUse[] = []
  return {
    uses,
    tools: Object.keys(outputs).map((id) => ({
      id,
      name: id,
      description: id,
      inputSchema: { type: 'object', properties: {} },
    })),
    async call(tool, input) {
      const isKnown = Object.hasOwn(outputs, tool)
      const output = isKnown ? outputs[tool] : { error: 'unknown-tool', message: 'none' }
      const use = { tool, input, output, isError: !isKnown, tookMs: 1 }
      uses.push(use)
      return use
    },
  }
}
