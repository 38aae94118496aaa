import type { groupsEn } from './groups-en.ts'

export const groupsDe: { readonly [Key in keyof typeof groupsEn]: string } = {
  title: 'Listen und Segmente',
}
