import { expect, test } from 'vitest'
import { de } from './de.ts'
import { en } from './en.ts'

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}|<(\w+)>/g)].map(([whole]) => whole).toSorted()
}

test('every text carries the same values in both languages', () => {
  for (const [section, words] of Object.entries(en)) {
    const german: Record<string, string> = { ...de[section as keyof typeof de] }
    for (const [key, english] of Object.entries(words)) {
      expect(german[key], `${section}.${key}`).not.toBe('')
      expect(placeholders(german[key] ?? ''), `${section}.${key}`).toEqual(
        placeholders(String(english)),
      )
    }
  }
})
