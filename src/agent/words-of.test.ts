import { describe, expect, test } from 'vitest'
import { sharesWord, stemsBeside } from './words-of.ts'

describe('what is asked about shares a word with a title', () => {
  test.each([
    ['darf die Decke in die Waschmaschine', 'Wolldecke'],
    ['verkauft ihr Kerzen', 'Bienenwachskerze'],
    ['kratzt der Schal', 'Merinoschal'],
    ['wool blankets', 'Wool blanket'],
  ])('%s: %s', (question, title) => expect(sharesWord(question, title)).toBe(true))

  test.each([
    ['do you have a pot', 'Porcelain teapot'],
    ['Wolldecke', 'Decke'],
    ['ein Fahrrad', 'Rucksack'],
  ])('%s, and not: %s', (question, title) => expect(sharesWord(question, title)).toBe(false))
})

test('what is asked about a thing leaves out what the thing is called', () => {
  expect(stemsBeside('wie schwer ist der Rucksack', 'Tagesrucksack 20 l')).toEqual(['schw'])
  expect(stemsBeside('kratzt der Schal', 'Merinoschal')).toEqual(['kratzt'])
})
