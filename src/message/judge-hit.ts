/** Somebody, or something, loaded the pixel of a mail or followed a link of it. */
export interface Hit {
  method: string
  userAgent: string
  /** Since the mail was handed over; null: the account's clock says nothing about it. */
  secondsSinceSent: number | null
}

export interface HitJudgement {
  /** A scanner of a mail server, not the person: does not count. */
  isBot: boolean
  /** A proxy that loads pictures whether the person looks or not: an open that says nothing. */
  isPrivacyProxy: boolean
  clientName: string
  clientType: 'desktop' | 'mobile' | 'webmail' | 'other'
}

/** Nobody reads and clicks so fast. */
const TOO_FAST_SECONDS = 2

const BOT =
  /bot\b|crawl|spider|scan|monitor|preview|curl|wget|python|java\/|go-http|okhttp|httpclient|headless|phantom|barracuda|mimecast|proofpoint|symantec|safelinks|trendmicro|ironport|fortinet|sophos|facebookexternalhit|slack|whatsapp|telegram/i

const CLIENTS: readonly [RegExp, string, HitJudgement['clientType']][] = [
  [/GoogleImageProxy|ggpht/i, 'Gmail', 'webmail'],
  [/YahooMailProxy/i, 'Yahoo Mail', 'webmail'],
  [/Thunderbird/i, 'Thunderbird', 'desktop'],
  [/Outlook-(iOS|Android)/i, 'Outlook Mobile', 'mobile'],
  [/Microsoft Outlook|MSOffice/i, 'Outlook', 'desktop'],
  [/iPhone|iPad/i, 'iOS', 'mobile'],
  [/Android/i, 'Android', 'mobile'],
  [/Edg\//i, 'Edge', 'desktop'],
  [/Firefox\//i, 'Firefox', 'desktop'],
  [/Chrome\//i, 'Chrome', 'desktop'],
  [/Macintosh.*AppleWebKit/i, 'Apple Mail or Safari', 'desktop'],
]

/** Apple's privacy proxy calls itself this and nothing more. */
const APPLE_PROXY = /^Mozilla\/5\.0$/

/** Who is behind a hit, as far as can be told. */
export function judgeHit({ method, userAgent, secondsSinceSent }: Hit): HitJudgement {
  const isPrivacyProxy = APPLE_PROXY.test(userAgent.trim())
  const [, name = 'Other', type = 'other' as const] =
    CLIENTS.find(([pattern]) => pattern.test(userAgent)) ?? []
  const isTooFast = secondsSinceSent !== null && secondsSinceSent < TOO_FAST_SECONDS
  const isProxyOfReader = /GoogleImageProxy|YahooMailProxy/i.test(userAgent)
  const isKnownBot = !isProxyOfReader && BOT.test(userAgent)
  return {
    isBot: method === 'HEAD' || userAgent.trim() === '' || isKnownBot || isTooFast,
    isPrivacyProxy,
    clientName: isPrivacyProxy ? 'Apple Mail Privacy Protection' : name,
    clientType: isPrivacyProxy ? 'other' : type,
  }
}
