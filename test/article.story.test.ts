import { expect, test } from 'vitest'
import { smtpTwin } from './smtp-twin.ts'
import { tellArticle } from './story/article.ts'

const smtp = await smtpTwin()

test('the whole story goes as expected, from an empty folder to the last number', async () => {
  const { steps, differences } = await tellArticle(() => {}, smtp)
  expect(differences).toEqual([])
  expect(steps).toBeGreaterThan(25)
}, 300_000)
