import { expect, test } from 'vitest'
import { smtpUrlOf } from './smtp-presets.ts'

test.each([
  ['smtp://localhost:25', 'smtp://localhost:25'],
  ['smtps://ada:p%40ss@mail.example.com', 'smtps://ada:p%40ss@mail.example.com'],
  ['ses://AKIA:a%2Fb@eu-central-1', 'smtp://AKIA:a%2Fb@email-smtp.eu-central-1.amazonaws.com:587'],
  ['sendgrid://SG.abc_d@global', 'smtp://apikey:SG.abc_d@smtp.sendgrid.net:587'],
  ['postmark://t0k3n@broadcasts', 'smtp://t0k3n:t0k3n@smtp-broadcasts.postmarkapp.com:587'],
  [
    'mailgun://post%40mg.shop.example:pw@eu',
    'smtp://post%40mg.shop.example:pw@smtp.eu.mailgun.org:587',
  ],
  ['ses://AKIA:secret@evil.test', undefined],
  ['ses://AKIA@eu-central-1', undefined],
  ['sendgrid://SG.abc@moon', undefined],
  ['mailgun://post:pw@us/inbox', undefined],
  ['http://mail', undefined],
  ['mail.example.com', undefined],
])('%s means %s', (text, url) => {
  expect(smtpUrlOf(text)).toBe(url)
})
