export const conversationsEn = {
  title: 'Conversations',
} as const
