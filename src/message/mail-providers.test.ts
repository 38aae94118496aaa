import { expect, test } from 'vitest'
import { providerHeaders, providerIdOf, smtpProvider } from './mail-providers.ts'

test.each([
  ['smtp://user:pass@email-smtp.eu-central-1.amazonaws.com:587', 'ses'],
  ['smtps://apikey:key@smtp.sendgrid.net', 'sendgrid'],
  ['smtp://token:token@smtp-broadcasts.postmarkapp.com:587', 'postmark'],
  ['smtp://user:pass@SMTP.EU.MAILGUN.ORG:587', 'mailgun'],
  ['smtp://localhost:25', null],
  ['smtp://sendgrid.net.evil.test', null],
  [null, null],
])('%s is the server of %s', (url, provider) => {
  expect(smtpProvider(url)).toBe(provider)
})

test('a mail tells the provider which message it is, and nobody else', () => {
  const reference = 'Sh0p42.01ARZ3NDEKTSV4RRFFQ69G5FAV'
  expect(JSON.parse(providerHeaders('sendgrid', reference)['X-SMTPAPI'] ?? '')).toEqual({
    unique_args: { parley: reference },
  })
  expect(providerHeaders('postmark', reference)).toMatchObject({
    'X-PM-Metadata-parley': reference,
  })
  expect(providerHeaders(null, reference)).toEqual({})
  expect(providerHeaders('mailgun', undefined)).toEqual({})
})

test('what SES calls a mail is in its answer', () => {
  const id = '0107018c0f5e7d2a-6d0f-4b7a-9c3e-000000'
  expect(providerIdOf('ses', `250 Ok ${id}`)).toBe(id)
  expect(providerIdOf('ses', '250 Ok')).toBeNull()
  expect(providerIdOf(null, `250 Ok ${id}`)).toBeNull()
})
