export const tagsEn = {
  label: 'Tags',
  add: 'Add a tag',
  filter: 'With the tag',
  all: 'With any tags',
} as const
