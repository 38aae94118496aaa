import { z } from 'zod'
import type { ClaimedTurn } from '../conversation/turn-outcome.ts'
import { findPassages } from '../knowledge/find-passages.sql.ts'
import { readInAccount, type Tx } from '../platform/sql.ts'
import { profileById } from '../profile/profiles.sql.ts'
import type { TurnTool } from './brain.ts'
import type { ToolServices } from './call-custom-tool.action.ts'
import type { BuiltInToolId } from './prebuilt-skills.ts'
import { loyaltyOf, subscriptionsOf } from './profile-data.ts'
import { cleaned, failed, succeeded, type ToolResult } from './tool-output.ts'

/** A tool that every agent has. */
export interface BuiltInTool {
  tool: TurnTool & { id: BuiltInToolId }
  run: (services: ToolServices, turn: ClaimedTurn, input: unknown) => Promise<ToolResult>
}

interface Definition<Input extends z.ZodType> {
  id: BuiltInToolId
  name: string
  description: string
  input: Input
  /** Personal data: only for a shopper who has proved who they are. */
  needsVerified?: true
  read: (tx: Tx, turn: ClaimedTurn, input: z.output<Input>) => Promise<unknown>
}

const PASSAGES_MAX = 8

const question = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .describe('What the shopper wants to know, in their words.')

export const builtInTools: readonly BuiltInTool[] = [
  builtIn({
    id: 'search_knowledge',
    name: 'Search the knowledge',
    description: 'Find passages of the policies and pages of the shop that answer a question.',
    input: z.strictObject({
      question,
      limit: z.int().min(1).max(PASSAGES_MAX).default(4),
    }),
    read: async (tx, turn, { question: text, limit }) => ({
      passages: await findPassages(tx, turn.accountId, {
        text,
        language: turn.language ?? 'en',
        limit,
      }),
    }),
  }),
  builtIn({
    id: 'get_loyalty',
    name: 'Get loyalty balance',
    description: 'Points, tier and rewards of the shopper, as the shop keeps them.',
    input: z.strictObject({}),
    needsVerified: true,
    read: async (tx, turn) => loyaltyOf(await propertiesOf(tx, turn)),
  }),
  builtIn({
    id: 'get_subscriptions',
    name: 'Get subscriptions',
    description:
      'Subscriptions of the shopper with state and next delivery, as the shop keeps them.',
    input: z.strictObject({}),
    needsVerified: true,
    read: async (tx, turn) => subscriptionsOf(await propertiesOf(tx, turn)),
  }),
]

async function propertiesOf(tx: Tx, turn: ClaimedTurn): Promise<Record<string, unknown>> {
  const profile = await profileById(tx, turn.accountId, turn.shopper.profileId)
  return profile?.properties ?? {}
}

/** Checks identity first, so that a stranger learns nothing from how an input is refused. */
function builtIn<Input extends z.ZodType>(definition: Definition<Input>): BuiltInTool {
  const { id, name, description, input, needsVerified, read } = definition
  return {
    tool: { id, name, description, inputSchema: schemaOf(input) },
    async run({ sql }, turn, raw) {
      if (needsVerified && !turn.shopper.isVerified) {
        return failed(
          'not-verified',
          'The shopper has not proved who they are. Ask for that first.',
        )
      }
      const parsed = input.safeParse(raw)
      if (!parsed.success) return failed('invalid-input', issuesOf(parsed.error))
      const output = await readInAccount(sql, turn.accountId, (tx) => read(tx, turn, parsed.data))
      return succeeded(cleaned(output))
    },
  }
}

function schemaOf(input: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input' })
  return schema
}

const ISSUES_MAX = 3

function issuesOf(error: z.ZodError): string {
  return error.issues
    .slice(0, ISSUES_MAX)
    .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`)
    .join('; ')
}
