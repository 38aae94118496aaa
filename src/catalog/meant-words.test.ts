import { expect, test } from 'vitest'
import type { KnownWord } from './known-words.sql.ts'
import { meantWords, misspelt, searchedWords, withSimilar, wordsToLookUp } from './meant-words.ts'

const equal = (term: string): KnownWord => ({ asked: null, how: 'equal', term, isWhole: true })
const part = (
  asked: string,
  how: 'begins' | 'ends',
  term: string,
  isWhole: boolean,
): KnownWord => ({
  asked,
  how,
  term,
  isWhole,
})

function meanings(text: string, known: KnownWord[]) {
  return meantWords(searchedWords(text), known).map(({ word, meanings: m }) => [
    word,
    [...m.keys()],
  ])
}

test('a word means itself, its translation, and compounds that end or begin with it', () => {
  const known = [equal('mutz'), equal('hat'), part('mutz', 'ends', 'wollmutz', true)]
  expect(meanings('Mütze', known)).toEqual([['mutz', ['mutz', 'hat', 'wollmutz']]])
})

test('a compound whose other part is no word counts only when nothing else fits', () => {
  const loose = part('tisch', 'ends', 'praktisch', false)
  expect(meanings('Tisch', [equal('tisch'), loose])).toEqual([['tisch', ['tisch']]])
  expect(meanings('Tisch', [loose])).toEqual([['tisch', ['praktisch']]])
})

test('a compound that nobody has is read as its parts', () => {
  expect(wordsToLookUp(['wollmutz']).equal).toEqual(expect.arrayContaining(['wol', 'mutz']))
  expect(meanings('Wollmütze', [equal('wol'), equal('mutz')])).toEqual([
    ['wol', ['wol']],
    ['mutz', ['mutz']],
  ])
  expect(meanings('Kinderbuch', [equal('kind'), equal('buch')])).toEqual([
    ['kind', ['kind']],
    ['buch', ['buch']],
  ])
})

test('a misspelt word means those within the edits that its length allows', () => {
  const meant = meantWords(searchedWords('lanternn'), [])
  expect(misspelt(meant)).toEqual(['lantern'])
  const similar = ['lanter', 'lanterns', 'eastern', 'pattern'].map((term) => ({
    asked: 'lantern',
    term,
  }))
  expect([...(withSimilar(meant, similar)[0]?.meanings.keys() ?? [])]).toEqual([
    'lanter',
    'lanterns',
  ])
})

test('a word that shops know is no misspelling of another', () => {
  expect(misspelt(meantWords(searchedWords('küche kitchen'), []))).toEqual([])
})

test('short words and numbers are not guessed at', () => {
  expect(misspelt(meantWords(['mgu', '1234', 'bu123'], []))).toEqual([])
})
