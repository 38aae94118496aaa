import { expect, test } from 'vitest'
import { smtpTwin } from './smtp-twin.ts'
import { tellArticle } from './story/article.ts'

const smtp = await smtpTwin()

test('the whole story goes as expected, from an empty folder to the last number', async () => {
  const lines: string[] = []
  const { steps, differences } = await tellArticle((line) => lines.push(line), smtp)
  if (differences.length > 0) console.log(lines.join('\n'))
  expect(differences).toEqual([])
  expect(steps).toBeGreaterThan(25)
}, 300_000)
