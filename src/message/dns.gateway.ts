import { Resolver } from 'node:dns/promises'
import { SECOND_MS } from '../platform/time.ts'
import type { Texts } from './judge-domain.ts'

const LOOKUP_TIMEOUT_MS = 3 * SECOND_MS
const LOOKUP_TRIES = 1
/** What name servers answer when there is no such name, or no text at it. */
const NOTHING_THERE = new Set(['ENOTFOUND', 'ENODATA'])

/** The TXT records of a name, their parts joined. Never rejects. */
export async function lookUpTexts(name: string): Promise<Texts> {
  const resolver = new Resolver({ timeout: LOOKUP_TIMEOUT_MS, tries: LOOKUP_TRIES })
  try {
    return (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return NOTHING_THERE.has(code) ? [] : null
  }
}
