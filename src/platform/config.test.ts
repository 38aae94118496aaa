import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Config, readConfig, type Variables } from './config.ts'

function configOf(env: Variables, flags: Variables = {}): Config {
  const reading = readConfig(env, flags)
  if (!reading.ok) throw new Error(reading.problems.map(({ message }) => message).join())
  return reading.config
}

function problemsOf(env: Variables): string[] {
  const reading = readConfig(env)
  return reading.ok ? [] : reading.problems.map(({ message, remedy }) => `${message}. ${remedy}`)
}

test('nothing set: a server for this machine, with its own database', () => {
  expect(configOf({})).toEqual({
    port: 4100,
    host: '127.0.0.1',
    dataDir: resolve('data'),
    databaseUrl: null,
    analyticsUrl: null,
    publicUrl: 'http://localhost:4100',
    hasPublicUrl: false,
    smtpUrl: null,
    smtpConnections: null,
    smtpPerSecond: null,
    inboundSmtp: null,
    outboundHosts: [],
    llm: null,
    apiKey: null,
    companyId: null,
    owner: null,
    isSandbox: false,
    rateLimits: 'generous',
    trustsProxy: false,
    logLevel: 'info',
  })
})

test('everything set', () => {
  expect(
    configOf({
      PORT: '80',
      HOST: '0.0.0.0',
      DATA_DIR: '/var/lib/parley',
      DATABASE_URL: 'postgres://ada:secret@db:5432/shop?sslmode=require',
      ANALYTICS_URL: 'chdb:/var/lib/parley/analytics',
      PUBLIC_URL: 'https://talk.example.com/',
      SMTP_URL: 'smtps://mail.example.com:465',
      PARLEY_SMTP_CONNECTIONS: '10',
      PARLEY_SMTP_PER_SECOND: '14',
      PARLEY_INBOUND_SMTP_PORT: '25',
      PARLEY_INBOUND_SMTP_CERT: '/etc/parley/cert.pem',
      PARLEY_INBOUND_SMTP_KEY: '/etc/parley/key.pem',
      PARLEY_OUTBOUND_HOSTS: 'Twin:8080,10.0.0.5:9000',
      PARLEY_LLM_PROVIDER: 'openai-compatible',
      PARLEY_LLM_URL: 'https://llm.example.com/v1/',
      PARLEY_LLM_KEY: 'sk-0123',
      PARLEY_LLM_MODEL: 'meta/llama-3.3:70b',
      PARLEY_API_KEY: 'pk_0123456789abcdef',
      PARLEY_COMPANY_ID: 'Ab12Cd',
      PARLEY_OWNER_EMAIL: 'ada@example.com',
      PARLEY_OWNER_PASSWORD: 'twelve chars',
      PARLEY_SANDBOX: '1',
      PARLEY_RATE_LIMITS: 'klaviyo',
      PARLEY_TRUST_PROXY: 'true',
      LOG_LEVEL: 'warn',
    }),
  ).toEqual({
    port: 80,
    host: '0.0.0.0',
    dataDir: '/var/lib/parley',
    databaseUrl: 'postgres://ada:secret@db:5432/shop?sslmode=require',
    analyticsUrl: 'chdb:/var/lib/parley/analytics',
    publicUrl: 'https://talk.example.com',
    hasPublicUrl: true,
    smtpUrl: 'smtps://mail.example.com:465',
    smtpConnections: 10,
    smtpPerSecond: 14,
    inboundSmtp: {
      port: 25,
      host: '0.0.0.0',
      tls: { cert: '/etc/parley/cert.pem', key: '/etc/parley/key.pem' },
    },
    outboundHosts: ['twin:8080', '10.0.0.5:9000'],
    llm: {
      provider: 'openai-compatible',
      url: 'https://llm.example.com/v1',
      key: 'sk-0123',
      model: 'meta/llama-3.3:70b',
    },
    apiKey: 'pk_0123456789abcdef',
    companyId: 'Ab12Cd',
    owner: { email: 'ada@example.com', password: 'twelve chars' },
    isSandbox: true,
    rateLimits: 'klaviyo',
    trustsProxy: true,
    logLevel: 'warn',
  })
})

test('flags win over the environment, and an empty value is no value', () => {
  const config = configOf({ PORT: '5000', HOST: '', LOG_LEVEL: ' ' }, { PORT: '6000' })
  expect([config.port, config.host, config.logLevel]).toEqual([6000, '127.0.0.1', 'info'])
  expect(config.publicUrl).toBe('http://localhost:6000')
})

describe('a wrong value is named with the remedy', () => {
  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '4100x'],
    ['HOST', 'my host'],
    ['DATABASE_URL', 'mysql://db/shop'],
    ['ANALYTICS_URL', 'chdb:'],
    ['ANALYTICS_URL', 'ftp://cluster'],
    ['PARLEY_INBOUND_SMTP_PORT', 'smtp'],
    ['PARLEY_OUTBOUND_HOSTS', 'http://twin'],
    ['PUBLIC_URL', 'talk.example.com'],
    ['PUBLIC_URL', 'https://talk.example.com/?a=1'],
    ['SMTP_URL', 'http://mail'],
    ['PARLEY_SMTP_CONNECTIONS', '0'],
    ['PARLEY_SMTP_CONNECTIONS', '51'],
    ['PARLEY_SMTP_PER_SECOND', '0.5'],
    ['PARLEY_COMPANY_ID', 'Ab12C'],
    ['PARLEY_SANDBOX', 'yes'],
    ['PARLEY_RATE_LIMITS', 'on'],
    ['LOG_LEVEL', 'loud'],
  ])('%s=%s', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name} is "${value.replace('?', '\\?')}". Use `)),
    ])
  })

  test.each([
    [{ PARLEY_LLM_URL: 'https://llm/v1' }, 'PARLEY_LLM_MODEL'],
    [{ PARLEY_LLM_MODEL: 'llama' }, 'PARLEY_LLM_URL'],
    [{ PARLEY_LLM_MODEL: 'opus', PARLEY_LLM_PROVIDER: 'anthropic' }, 'PARLEY_LLM_KEY'],
  ])('a model with something missing: %o', (env, missing) => {
    expect(problemsOf(env)).toEqual([
      expect.stringMatching(
        new RegExp(`^${missing} is not set, but another setting of the model is\\. Use `),
      ),
    ])
  })

  test('the provider of a model', () => {
    const env = { PARLEY_LLM_MODEL: 'm', PARLEY_LLM_URL: 'https://llm/v1' }
    expect(problemsOf({ ...env, PARLEY_LLM_PROVIDER: 'oracle' })).toEqual([
      'PARLEY_LLM_PROVIDER is "oracle". Use openai-compatible or anthropic.',
    ])
    expect(problemsOf({ ...env, PARLEY_LLM_URL: 'https://me:secret@llm/v1?key=1' })[0]).not.toMatch(
      'secret',
    )
  })

  test('several at once, in one answer', () => {
    expect(problemsOf({ PORT: 'x', LOG_LEVEL: 'y' })).toEqual([
      'PORT is "x". Use a whole number from 0 to 65535, for example 4100.',
      'LOG_LEVEL is "y". Use one of trace, debug, info, warn, error, fatal, silent.',
    ])
  })

  test('an owner without a password', () => {
    expect(problemsOf({ PARLEY_OWNER_EMAIL: 'ada@example.com' })).toEqual([
      'PARLEY_OWNER_PASSWORD is not set, but the other half is. Use at least 12 characters.',
    ])
  })
})

test('no secret is repeated in full', () => {
  const text = problemsOf({
    PARLEY_OWNER_EMAIL: 'ada@example.com',
    PARLEY_OWNER_PASSWORD: 'hunter2',
    PARLEY_API_KEY: 'pk_short_secret',
    DATABASE_URL: 'mysql://ada:hunter2:h@unter2@db/shop',
    SMTP_URL: 'http://ada:hunter2@mail',
  }).join('\n')
  expect(text).not.toMatch(/hunter2|short_secret/)
  expect(text).toContain('PARLEY_OWNER_PASSWORD is 7 characters long.')
  expect(text).toContain('DATABASE_URL is "mysql://ada:…@db/shop".')
})

test('a name that means nothing is warned about, with the one that was probably meant', () => {
  const env = { PARLEY_SANDBX: '1', PARLEY_FAVOURITE_COLOUR: 'blue', OTHER_SANDBOX: '1' }
  expect(readConfig(env).warnings).toEqual([
    'PARLEY_SANDBX is not a setting of Parley; did you mean PARLEY_SANDBOX?',
    'PARLEY_FAVOURITE_COLOUR is not a setting of Parley.',
  ])
})
