import { describe, expect, test } from 'vitest'
import { judgeDkim, judgeDmarc, judgeSpf } from './judge-domain.ts'

describe('SPF', () => {
  test.each([
    [['v=spf1 include:mail.example ~all', 'google-site-verification=1'], 'good'],
    [['v=spf1 -all'], 'good'],
    [['v=spf1 a mx +all'], 'too-open'],
    [['v=spf1 all'], 'too-open'],
    [['v=spf1 -all', 'v=spf1 mx ~all'], 'several'],
    [['v=spf10 -all'], 'missing'],
    [[], 'missing'],
    [null, 'unknown'],
  ])('%j is %s', (texts, finding) => {
    expect(judgeSpf(texts).finding).toBe(finding)
  })
})

describe('DKIM', () => {
  test.each([
    [['v=DKIM1; k=rsa; p=MIIB IjAN'], 'MIIBIjAN', 'good'],
    [['v=DKIM1; k=rsa; p=other'], 'MIIBIjAN', 'different'],
    [['v=DKIM1; k=rsa; p='], 'MIIBIjAN', 'different'],
    [['something else'], 'MIIBIjAN', 'missing'],
    [['v=DKIM1; p=MIIBIjAN'], null, 'not-made'],
    [null, 'MIIBIjAN', 'unknown'],
  ])('%j for the key %j is %s', (texts, key, finding) => {
    expect(judgeDkim(texts, key).finding).toBe(finding)
  })
})

describe('DMARC', () => {
  test.each([
    [['v=DMARC1; p=reject; rua=mailto:a@example.com'], 'good'],
    [['v=DMARC1;p=Quarantine'], 'good'],
    [['v=DMARC1; p=none'], 'only-watches'],
    [['v=DMARC1; p=whatever'], 'broken'],
    [['v=DMARC1'], 'broken'],
    [['v=DMARC1; p=none', 'v=DMARC1; p=reject'], 'several'],
    [[], 'missing'],
    [null, 'unknown'],
  ])('%j is %s', (texts, finding) => {
    expect(judgeDmarc(texts).finding).toBe(finding)
  })
})
