import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allWordings, unlike, wordingFiles } from './wordings.ts'

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')

test('a wording stands for sentences, which are the same each time', () => {
  const one = (file: string) =>
    file === 'wordings-en-loyalty.txt' ? '(my|our) points (, please|)\n' : '\n'
  const made = allWordings(one)
  expect(made.map(({ text }) => text).toSorted()).toEqual([
    'my points',
    'my points, please',
    'our points',
    'our points, please',
  ])
  expect(made).toEqual(allWordings(one))
  expect(made[0]).toMatchObject({ language: 'en', to: 'loyalty' })
})

test('every bracket of our wordings is closed, and none stands in another', () => {
  for (const { file } of wordingFiles()) {
    for (const line of read(file).split('\n')) {
      const rest = line.replace(/\([^()|]*(\|[^()|]*)*\)/g, '')
      expect({ file, line, isClosed: !/[()|]/.test(rest) }).toMatchObject({ isClosed: true })
    }
  }
})

test('what says the same as a sentence that is held out is not learned', () => {
  const sentence = (text: string) => ({ text, language: 'en', to: 'loyalty' }) as const
  const kept = unlike(
    [sentence('Where are my points?'), sentence('where are my stars')],
    [sentence('my points, where')],
  )
  expect(kept).toEqual([sentence('where are my stars')])
})
