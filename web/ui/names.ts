/** A metric under the name that it has in the reader's language. */
export function metricName(
  metric: { name: string; names: { en: string; de: string } },
  language: string,
): string {
  return language.startsWith('de') ? metric.names.de : metric.names.en
}

/** How to call a person in a list: by name, else by whatever leads to them. */
export function profileName(
  profile: {
    first_name: string | null
    last_name: string | null
    email: string | null
    phone_number: string | null
    external_id: string | null
  },
  anonymous: string,
): string {
  const name = [profile.first_name, profile.last_name].filter(Boolean).join(' ')
  return name || profile.email || profile.phone_number || profile.external_id || anonymous
}
