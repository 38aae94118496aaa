import { MAIL_PROVIDERS, type MailProvider } from '../contract/sending.ts'

/** How one provider is told which message of ours a mail is, and what to make of its answers. */
interface ProviderHabits {
  host: RegExp
  /** Headers that make its reports name the message; it removes them before delivery. */
  headers: (reference: string) => Readonly<Record<string, string>>
  /** Its own name of the mail, within its answer to what was handed over. */
  idInReply: RegExp | null
}

/** The name of our reference in the reports of providers. */
export const REFERENCE_NAME = 'parley'

const HABITS: Readonly<Record<MailProvider, ProviderHabits>> = {
  ses: {
    host: /^email-smtp(-fips)?\.[a-z0-9-]+\.amazonaws\.com$/,
    headers: () => ({}),
    idInReply: /^250 Ok ([\w-]{20,100})$/i,
  },
  sendgrid: {
    host: /(^|\.)sendgrid\.net$/,
    headers: (reference) => ({
      'X-SMTPAPI': JSON.stringify({ unique_args: { [REFERENCE_NAME]: reference } }),
    }),
    idInReply: null,
  },
  postmark: {
    host: /^smtp(-broadcasts)?\.postmarkapp\.com$/,
    headers: (reference) => ({
      [`X-PM-Metadata-${REFERENCE_NAME}`]: reference,
      // Else it would take another Message-ID, and answers would not find their mail.
      'X-PM-KeepID': 'true',
    }),
    idInReply: null,
  },
  mailgun: {
    host: /^smtp(\.eu)?\.mailgun\.org$/,
    headers: (reference) => ({
      'X-Mailgun-Variables': JSON.stringify({ [REFERENCE_NAME]: reference }),
    }),
    idInReply: null,
  },
}

/** Whose SMTP server it is, when it is one we know. */
export function smtpProvider(smtpUrl: string | null): MailProvider | null {
  const host = URL.parse(smtpUrl ?? '')?.hostname.toLowerCase() ?? ''
  return MAIL_PROVIDERS.find((provider) => HABITS[provider].host.test(host)) ?? null
}

/** @param reference as in the header X-Parley-Message; undefined: the mail is no message */
export function providerHeaders(
  provider: MailProvider | null,
  reference: string | undefined,
): Readonly<Record<string, string>> {
  return provider === null || reference === undefined ? {} : HABITS[provider].headers(reference)
}

/** What the provider calls the mail that it has just taken; null: it did not say. */
export function providerIdOf(provider: MailProvider | null, reply: string): string | null {
  const pattern = provider && HABITS[provider].idInReply
  return (pattern && pattern.exec(reply.trim())?.[1]) ?? null
}
