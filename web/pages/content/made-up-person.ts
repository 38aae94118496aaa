import type { TFunction } from 'i18next'

/** Somebody whose fields fill a preview while no person is chosen: with and without `$`, as templates know them. */
export function madeUpPerson(t: TFunction): { name: string; person: Record<string, string> } {
  const first = t('content.madeUpFirst')
  const last = t('content.madeUpLast')
  const name = `${first} ${last}`
  const fields = {
    first_name: first,
    last_name: last,
    full_name: name,
    email: t('content.madeUpEmail'),
    city: t('content.madeUpCity'),
    country: t('content.madeUpCountry'),
  }
  const dollars = Object.entries(fields).map(([field, value]) => [`$${field}`, value] as const)
  return { name, person: { ...fields, ...Object.fromEntries(dollars) } }
}
