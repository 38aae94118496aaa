import { resolve } from 'node:path'
import { z } from 'zod'
import { smtpUrlOf } from './smtp-presets.ts'

/** Everything an operator can choose, checked, with the defaults filled in. */
export type Config = {
  /** 0 to 65535; 0 lets the system choose. */
  port: number
  host: string
  /** Absolute. */
  dataDir: string
  /** `null`: the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | null
  analyticsUrl: string | null
  /** Where browsers reach this server. Never ends in a slash. */
  publicUrl: string
  /** False: `publicUrl` is a guess, and links had better name the host that the caller used. */
  hasPublicUrl: boolean
  /** `null`: mail stays in the local outbox. */
  smtpUrl: string | null
  /** How many connections to it this process keeps; `null`: a few. */
  smtpConnections: number | null
  /** Most mails a second that this process sends; `null`: as many as the server takes. */
  smtpPerSecond: number | null
  /** Mail for the agent comes in here; `null`: only through webhooks. */
  inboundSmtp: { port: number; host: string; tls: { cert: string; key: string } | null } | null
  /** `host:port` of services that accounts may name although they are not public. */
  outboundHosts: readonly string[]
  /** The language model of the agent; `null`: the agent works without one. */
  llm: LlmConfig | null
  /** First API key, company id and owner of a first start without a screen. */
  apiKey: string | null
  companyId: string | null
  owner: { email: string; password: string } | null
  /** Whether the first account is a sandbox. */
  isSandbox: boolean
  rateLimits: 'off' | 'generous' | 'klaviyo'
  /** Whether `X-Forwarded-*` headers are to be believed. */
  trustsProxy: boolean
  logLevel: LogLevel
}

export type LogLevel = z.infer<typeof LogLevel>

export interface LlmConfig {
  provider: 'openai-compatible' | 'anthropic'
  /** Never ends in a slash; `null`: the provider's own. */
  url: string | null
  key: string | null
  model: string
}

/** One setting that cannot be used: its value (never a secret in full), and what to write instead. */
export type ConfigProblem = { name: string; message: string; remedy: string }

export type ConfigReading =
  | { ok: true; config: Config; warnings: string[] }
  | { ok: false; problems: ConfigProblem[]; warnings: string[] }

/** Values by the name of their variable; absent and empty are the same. */
export type Variables = Readonly<Record<string, string | undefined>>

export type VariableName = keyof typeof Environment.shape

const PORT_MAX = 65_535
const PASSWORD_CHARACTERS_MIN = 12
const KEY_CHARACTERS_SHOWN = 5
const DISTANCE_OF_A_TYPO = 4

const LogLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])

const Switch = z
  .enum(['1', '0', 'true', 'false'])
  .transform((word) => word === '1' || word === 'true')

function urlOf(...schemes: string[]) {
  return z.string().refine((text) => {
    const url = URL.parse(text)
    return url !== null && schemes.includes(url.protocol) && url.hostname !== ''
  })
}

const Port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((port) => port <= PORT_MAX)

/** Connections to the mail server. */
const SMTP_CONNECTIONS_MAX = 50
/** Mails a second. */
const SMTP_PER_SECOND_MAX = 1_000

/** A whole number from 1. */
function wholeUpTo(max: number) {
  return z
    .string()
    .regex(/^[1-9]\d{0,6}$/)
    .transform(Number)
    .refine((value) => value <= max)
}

const Environment = z.object({
  PORT: Port.default(4100),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/)
    .default('127.0.0.1'),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: urlOf('postgres:', 'postgresql:').optional(),
  ANALYTICS_URL: z.union([urlOf('http:', 'https:'), z.string().regex(/^chdb:./)]).optional(),
  PUBLIC_URL: urlOf('http:', 'https:')
    .refine((text) => !/[?#]/.test(text))
    .optional(),
  SMTP_URL: z
    .string()
    .refine((text) => smtpUrlOf(text) !== undefined)
    .transform((text) => smtpUrlOf(text) ?? text)
    .optional(),
  PARLEY_SMTP_CONNECTIONS: wholeUpTo(SMTP_CONNECTIONS_MAX).optional(),
  PARLEY_SMTP_PER_SECOND: wholeUpTo(SMTP_PER_SECOND_MAX).optional(),
  PARLEY_INBOUND_SMTP_PORT: Port.optional(),
  PARLEY_INBOUND_SMTP_CERT: z.string().optional(),
  PARLEY_INBOUND_SMTP_KEY: z.string().optional(),
  PARLEY_OUTBOUND_HOSTS: z
    .string()
    .regex(/^[A-Za-z0-9.:[\]_-]+:\d{1,5}(,[A-Za-z0-9.:[\]_-]+:\d{1,5})*$/)
    .optional(),
  PARLEY_LLM_PROVIDER: z.enum(['openai-compatible', 'anthropic']).optional(),
  PARLEY_LLM_URL: urlOf('http:', 'https:')
    .refine((text) => !/[?#]/.test(text))
    .optional(),
  PARLEY_LLM_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .optional(),
  PARLEY_LLM_MODEL: z
    .string()
    .regex(/^[\w.:/@-]{1,200}$/)
    .optional(),
  PARLEY_API_KEY: z
    .string()
    .regex(/^pk_[A-Za-z0-9_]{16,}$/)
    .optional(),
  PARLEY_COMPANY_ID: z
    .string()
    .regex(/^[A-Za-z0-9]{6}$/)
    .optional(),
  PARLEY_OWNER_EMAIL: z.email().optional(),
  PARLEY_OWNER_PASSWORD: z.string().min(PASSWORD_CHARACTERS_MIN).optional(),
  PARLEY_SANDBOX: Switch.default(false),
  PARLEY_RATE_LIMITS: z.enum(['off', 'generous', 'klaviyo']).default('generous'),
  PARLEY_TRUST_PROXY: Switch.default(false),
  LOG_LEVEL: LogLevel.default('info'),
})

const REMEDIES: Record<VariableName, string> = {
  PORT: `Use a whole number from 0 to ${PORT_MAX}, for example 4100.`,
  HOST: 'Use an address of this machine: 127.0.0.1 for itself only, 0.0.0.0 for everyone.',
  DATA_DIR: 'Use a folder, for example ./data.',
  DATABASE_URL: 'Use postgres://USER:PASSWORD@HOST:5432/DATABASE, or unset it.',
  ANALYTICS_URL: 'Use https://USER:PASSWORD@HOST:8443 or chdb:PATH, or unset it.',
  PUBLIC_URL: 'Use the address that browsers see, for example https://parley.example.com.',
  SMTP_URL:
    'Use smtp://USER:PASSWORD@HOST:587, smtps://…:465 or a provider such as sendgrid://KEY@global, or unset it to keep mail here.',
  PARLEY_SMTP_CONNECTIONS: `Use a whole number from 1 to ${SMTP_CONNECTIONS_MAX}, or unset it.`,
  PARLEY_SMTP_PER_SECOND: `Use a whole number from 1 to ${SMTP_PER_SECOND_MAX}, or unset it for no limit.`,
  PARLEY_INBOUND_SMTP_PORT: `Use a whole number from 0 to ${PORT_MAX}, for example 2525, or unset it.`,
  PARLEY_INBOUND_SMTP_CERT: 'Use the path of a PEM file, together with PARLEY_INBOUND_SMTP_KEY.',
  PARLEY_INBOUND_SMTP_KEY: 'Use the path of a PEM file, together with PARLEY_INBOUND_SMTP_CERT.',
  PARLEY_OUTBOUND_HOSTS: 'Use HOST:PORT, several with commas, for example 10.0.0.5:8080.',
  PARLEY_LLM_PROVIDER: 'Use openai-compatible or anthropic.',
  PARLEY_LLM_URL: 'Use the address of the service, up to its version: https://llm.example.com/v1.',
  PARLEY_LLM_KEY: 'Use the key that the service gave you, without spaces.',
  PARLEY_LLM_MODEL: 'Use the name that the service knows the model by, for example llama-3.3-70b.',
  PARLEY_API_KEY: 'Use pk_ and at least 16 letters, digits or underscores.',
  PARLEY_COMPANY_ID: 'Use exactly 6 letters or digits, for example Ab12Cd.',
  PARLEY_OWNER_EMAIL: 'Use an email address, for example ada@example.com.',
  PARLEY_OWNER_PASSWORD: `Use at least ${PASSWORD_CHARACTERS_MIN} characters.`,
  PARLEY_SANDBOX: 'Use 1 or 0.',
  PARLEY_RATE_LIMITS: 'Use off, generous or klaviyo.',
  PARLEY_TRUST_PROXY: 'Use 1 or 0.',
  LOG_LEVEL: `Use one of ${LogLevel.options.join(', ')}.`,
}

/** The names of all variables, in the order of the documentation. */
const VARIABLE_NAMES: readonly VariableName[] = Environment.keyof().options

/**
 * Read the settings. Flags win over the environment. Pure: touches neither disk nor network.
 *
 * All problems are reported at once. Names that begin with PARLEY_ and mean nothing are warned
 * about, each with the name that was probably meant.
 */
export function readConfig(env: Variables, flags: Variables = {}): ConfigReading {
  const given = Object.fromEntries(
    VARIABLE_NAMES.map((name) => [name, textOf(name, flags) ?? textOf(name, env)]),
  )
  const warnings = unknownNames(env)
  const parsed = Environment.safeParse(given)
  const wrong = new Set(parsed.error?.issues.map((issue) => issue.path[0]))
  const problems: ConfigProblem[] = VARIABLE_NAMES.filter((name) => wrong.has(name)).map(
    (name) => ({
      name,
      message: `${name} is ${shown(name, given[name] ?? '')}`,
      remedy: REMEDIES[name],
    }),
  )
  problems.push(...HALVES.flatMap((halves) => missingHalf(given, halves) ?? []))
  problems.push(...missingForLlm(given))
  if (!parsed.success || problems.length > 0) return { ok: false, problems, warnings }
  return { ok: true, config: configOf(parsed.data), warnings }
}

function textOf(name: VariableName, values: Variables): string | undefined {
  const text = values[name] ?? ''
  if (text.trim() === '') return undefined
  return name === 'PARLEY_OWNER_PASSWORD' ? text : text.trim()
}

function configOf(values: z.output<typeof Environment>): Config {
  const { PARLEY_OWNER_EMAIL: email, PARLEY_OWNER_PASSWORD: password } = values
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL ?? null,
    analyticsUrl: values.ANALYTICS_URL ?? null,
    hasPublicUrl: values.PUBLIC_URL !== undefined,
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    smtpUrl: values.SMTP_URL ?? null,
    smtpConnections: values.PARLEY_SMTP_CONNECTIONS ?? null,
    smtpPerSecond: values.PARLEY_SMTP_PER_SECOND ?? null,
    inboundSmtp: inboundSmtpOf(values),
    outboundHosts: values.PARLEY_OUTBOUND_HOSTS?.toLowerCase().split(',') ?? [],
    llm: llmOf(values),
    apiKey: values.PARLEY_API_KEY ?? null,
    companyId: values.PARLEY_COMPANY_ID ?? null,
    owner: email && password ? { email, password } : null,
    isSandbox: values.PARLEY_SANDBOX,
    rateLimits: values.PARLEY_RATE_LIMITS,
    trustsProxy: values.PARLEY_TRUST_PROXY,
    logLevel: values.LOG_LEVEL,
  }
}

function inboundSmtpOf(values: z.output<typeof Environment>): Config['inboundSmtp'] {
  const { PARLEY_INBOUND_SMTP_CERT: cert, PARLEY_INBOUND_SMTP_KEY: key } = values
  if (values.PARLEY_INBOUND_SMTP_PORT === undefined) return null
  return {
    port: values.PARLEY_INBOUND_SMTP_PORT,
    host: values.HOST,
    tls: cert && key ? { cert: resolve(cert), key: resolve(key) } : null,
  }
}

function llmOf(values: z.output<typeof Environment>): LlmConfig | null {
  if (values.PARLEY_LLM_MODEL === undefined) return null
  return {
    provider: values.PARLEY_LLM_PROVIDER ?? 'openai-compatible',
    url: values.PARLEY_LLM_URL?.replace(/\/+$/, '') ?? null,
    key: values.PARLEY_LLM_KEY ?? null,
    model: values.PARLEY_LLM_MODEL,
  }
}

/** A model needs its name and a place: an address, or the key of a provider with a known one. */
function missingForLlm(given: Variables): ConfigProblem[] {
  const isWanted = Object.keys(given).some(
    (name) => name.startsWith('PARLEY_LLM_') && given[name] !== undefined,
  )
  if (!isWanted) return []
  const isAnthropic = given['PARLEY_LLM_PROVIDER'] === 'anthropic'
  const needed = ['PARLEY_LLM_MODEL', isAnthropic ? 'PARLEY_LLM_KEY' : 'PARLEY_LLM_URL'] as const
  return needed
    .filter((name) => given[name] === undefined)
    .map((name) => ({
      name,
      message: `${name} is not set, but another setting of the model is`,
      remedy: REMEDIES[name],
    }))
}

const HALVES = [
  ['PARLEY_OWNER_EMAIL', 'PARLEY_OWNER_PASSWORD'],
  ['PARLEY_INBOUND_SMTP_CERT', 'PARLEY_INBOUND_SMTP_KEY'],
] as const

/** Both are needed, so one alone is a mistake rather than a wish. */
function missingHalf(given: Variables, halves: (typeof HALVES)[number]): ConfigProblem | null {
  const missing = halves.filter((name) => given[name] === undefined)
  const [name] = missing
  if (missing.length !== 1 || !name) return null
  return { name, message: `${name} is not set, but the other half is`, remedy: REMEDIES[name] }
}

/** The value as it may appear in a log: no password in full. */
function shown(name: VariableName, value: string): string {
  switch (name) {
    case 'PARLEY_OWNER_PASSWORD':
    case 'PARLEY_LLM_KEY':
      return `${value.length} characters long`
    case 'PARLEY_API_KEY':
      return `"${value.slice(0, KEY_CHARACTERS_SHOWN)}…", ${value.length} characters long`
    case 'DATABASE_URL':
    case 'ANALYTICS_URL':
    case 'SMTP_URL':
    case 'PARLEY_LLM_URL':
      return `"${value.replace(/(\/\/)([^:@/]*:)?[^/]*@/, '$1$2…@')}"`
    case 'PORT':
    case 'HOST':
    case 'DATA_DIR':
    case 'PUBLIC_URL':
    case 'PARLEY_SMTP_CONNECTIONS':
    case 'PARLEY_SMTP_PER_SECOND':
    case 'PARLEY_INBOUND_SMTP_PORT':
    case 'PARLEY_INBOUND_SMTP_CERT':
    case 'PARLEY_INBOUND_SMTP_KEY':
    case 'PARLEY_OUTBOUND_HOSTS':
    case 'PARLEY_LLM_PROVIDER':
    case 'PARLEY_LLM_MODEL':
    case 'PARLEY_COMPANY_ID':
    case 'PARLEY_OWNER_EMAIL':
    case 'PARLEY_SANDBOX':
    case 'PARLEY_RATE_LIMITS':
    case 'PARLEY_TRUST_PROXY':
    case 'LOG_LEVEL':
      return `"${value}"`
  }
}

function unknownNames(env: Variables): string[] {
  const known = new Set<string>(VARIABLE_NAMES)
  return Object.keys(env)
    .filter((name) => name.startsWith('PARLEY_') && !known.has(name))
    .map((name) => {
      const closest = closestName(name)
      return closest
        ? `${name} is not a setting of Parley; did you mean ${closest}?`
        : `${name} is not a setting of Parley.`
    })
}

function closestName(name: string): VariableName | null {
  const ranked = VARIABLE_NAMES.map((known) => ({ known, distance: distance(name, known) })).sort(
    (a, b) => a.distance - b.distance,
  )
  const [best] = ranked
  return best && best.distance <= DISTANCE_OF_A_TYPO ? best.known : null
}

/** Insertions, deletions and replacements between two words (Levenshtein). */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (const [i, letter] of from.split('').entries()) {
    const row = [i + 1]
    for (const [j, other] of to.split('').entries()) {
      const replaced = (previous[j] ?? 0) + (letter === other ? 0 : 1)
      row.push(Math.min(replaced, (previous[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1))
    }
    previous = row
  }
  return previous.at(-1) ?? 0
}
