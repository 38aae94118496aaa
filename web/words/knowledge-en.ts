export const knowledgeEn = {
  title: 'Knowledge',
} as const
