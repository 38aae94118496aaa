import { expect, test } from 'vitest'
import { judgeHit } from './judge-hit.ts'

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
const GMAIL =
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'

test.each([
  [
    'GET',
    PHONE,
    60,
    { isBot: false, isPrivacyProxy: false, clientName: 'iOS', clientType: 'mobile' },
  ],
  ['GET', GMAIL, 60, { isBot: false, isPrivacyProxy: false, clientName: 'Gmail' }],
  ['GET', 'Mozilla/5.0', 60, { isBot: false, isPrivacyProxy: true }],
  ['HEAD', PHONE, 60, { isBot: true }],
  ['GET', PHONE, 1, { isBot: true }],
  ['GET', PHONE, null, { isBot: false }],
  ['GET', '', 60, { isBot: true }],
  ['GET', 'BarracudaCentral link check', 60, { isBot: true }],
  ['GET', 'python-requests/2.31', 60, { isBot: true }],
])('%s by %s after %s seconds', (method, userAgent, secondsSinceSent, judged) => {
  expect(judgeHit({ method, userAgent, secondsSinceSent })).toMatchObject(judged)
})
