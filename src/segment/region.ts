/** The 27 member states; the United Kingdom is none. */
const EUROPEAN_UNION = [
  'AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU',
  'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK',
] as const // biome-ignore format: a list to read at a glance

const NAMES_IN = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl'] as const

/** What people and shops write beside the names that are known by language. */
const SPELLINGS: Record<string, readonly string[]> = {
  US: ['USA', 'U.S.A.', 'U.S.', 'United States of America', 'America'],
  CZ: ['Czech Republic', 'Tschechische Republik'],
  NL: ['Holland', 'The Netherlands'],
  IE: ['Republic of Ireland', 'Eire'],
}

function writtenAs(code: string): string[] {
  const names = NAMES_IN.flatMap(
    (language) => new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? [],
  )
  return [code, ...names, ...(SPELLINGS[code] ?? [])].map((name) => name.toLowerCase())
}

const COUNTRIES: Record<'european_union' | 'united_states', ReadonlySet<string>> = {
  european_union: new Set(EUROPEAN_UNION.flatMap(writtenAs)),
  united_states: new Set(writtenAs('US')),
}

/** Whether a country, as a code or a name in a European language, is in the region. */
export function isInRegion(country: string, region: keyof typeof COUNTRIES): boolean {
  return COUNTRIES[region].has(country.trim().toLowerCase())
}
