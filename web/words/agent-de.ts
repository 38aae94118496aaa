import type { agentEn } from './agent-en.ts'

export const agentDe: { readonly [Key in keyof typeof agentEn]: string } = {
  title: 'Customer Agent',
}
