import type { conversationsEn } from './conversations-en.ts'

export const conversationsDe: { readonly [Key in keyof typeof conversationsEn]: string } = {
  title: 'Unterhaltungen',
}
