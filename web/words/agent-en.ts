export const agentEn = {
  title: 'Customer Agent',
} as const
