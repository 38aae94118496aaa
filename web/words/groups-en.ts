export const groupsEn = {
  title: 'Lists and segments',
} as const
