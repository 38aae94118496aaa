import type { knowledgeEn } from './knowledge-en.ts'

export const knowledgeDe: { readonly [Key in keyof typeof knowledgeEn]: string } = {
  title: 'Wissen',
}
