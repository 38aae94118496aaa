import { expect, test } from 'vitest'
import { smsSize } from '../message/sms-size.ts'
import { keywordAnswer, keywordOf } from './keywords.ts'

test.each([
  ['STOP', 'stop'],
  [' stop. ', 'stop'],
  ['"Stop"', 'stop'],
  ['StopAll', 'stop'],
  ['unsubscribe', 'stop'],
  ['CANCEL', 'stop'],
  ['end', 'stop'],
  ['Quit!', 'stop'],
  ['Stopp', 'stop'],
  ['ＳＴＯＰ', 'stop'],
  ['help', 'help'],
  ['Info', 'help'],
  ['HILFE', 'help'],
])('%s', (text, keyword) => {
  expect(keywordOf(text, false)?.keyword).toBe(keyword)
  expect(keywordOf(text, true)?.keyword).toBe(keyword)
})

test.each(['START', 'unstop', 'Yes'])('%s is a keyword only for who is stopped', (text) => {
  expect(keywordOf(text, true)?.keyword).toBe('start')
  expect(keywordOf(text, false)).toBeUndefined()
})

test.each(['cancel my order', 'stop sending the blue one', 'the end', '', 'yes please', 'Ja'])(
  '%s is for the agent',
  (text) => {
    expect(keywordOf(text, false)).toBeUndefined()
    expect(keywordOf(text, true)).toBeUndefined()
  },
)

test('answers name the shop and fit into plain segments', () => {
  const shop = { name: 'Wool & Co', email: 'help@wool.test', website: 'https://wool.test' }
  for (const keyword of ['stop', 'start', 'help'] as const) {
    for (const language of ['en', 'de'] as const) {
      const answer = keywordAnswer(keyword, language, shop)
      expect(answer).toContain('Wool & Co')
      expect(smsSize(answer).encoding).toBe('gsm-7')
      expect(smsSize(answer).segments).toBeLessThanOrEqual(2)
    }
  }
})
