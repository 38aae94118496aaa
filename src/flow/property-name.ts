const BRACKETED = /^properties\[(?:'([^']*)'|"([^"]*)")\]$/

/** `properties['Loyalty Tier']` and `Loyalty Tier` are the same property. */
export function propertiesName(key: string): string {
  const bracketed = BRACKETED.exec(key)
  return bracketed?.[1] ?? bracketed?.[2] ?? key
}
