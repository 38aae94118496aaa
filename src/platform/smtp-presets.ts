/** Servers of providers that are named instead of spelled out, by region or kind of mail. */
const PRESETS: Readonly<
  Record<string, { hosts: Readonly<Record<string, string>> | ((region: string) => string) }>
> = {
  'ses:': { hosts: (region) => `email-smtp.${region}.amazonaws.com` },
  'sendgrid:': { hosts: { global: 'smtp.sendgrid.net', eu: 'smtp.eu.sendgrid.net' } },
  'postmark:': {
    hosts: {
      transactional: 'smtp.postmarkapp.com',
      broadcasts: 'smtp-broadcasts.postmarkapp.com',
    },
  },
  'mailgun:': { hosts: { us: 'smtp.mailgun.org', eu: 'smtp.eu.mailgun.org' } },
}
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/

/**
 * A mail server as `smtp:` or `smtps:` URL, also where it was named by its provider:
 * `ses://USER:PASSWORD@eu-central-1`, `sendgrid://API_KEY@global`, `postmark://TOKEN@broadcasts`,
 * `mailgun://USER:PASSWORD@eu`. Undefined when it is neither.
 */
export function smtpUrlOf(text: string): string | undefined {
  const url = URL.parse(text)
  if (!url || url.hostname === '') return undefined
  if (url.protocol === 'smtp:' || url.protocol === 'smtps:') return text
  const hosts = PRESETS[url.protocol]?.hosts
  if (!hosts || url.username === '' || url.pathname.length > 1) return undefined
  const place = url.hostname.toLowerCase()
  const host =
    typeof hosts === 'function' ? REGION.test(place) && hosts(place) : (hosts[place] ?? false)
  const credentials = credentialsOf(url)
  return host && credentials ? `smtp://${credentials}@${host}:587` : undefined
}

/** Two providers take one secret where others take a name and a password. */
function credentialsOf({ protocol, username, password }: URL): string | undefined {
  switch (protocol) {
    case 'sendgrid:':
      return password === '' ? `apikey:${username}` : undefined
    case 'postmark:':
      return password === '' ? `${username}:${username}` : undefined
    default:
      return password === '' ? undefined : `${username}:${password}`
  }
}
