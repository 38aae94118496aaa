import { CONCEPTS, type Concept } from './concepts.ts'
import { type FoundPhrase, lexiconOf } from './lexicon.ts'

const LEXICON = lexiconOf<Concept>(CONCEPTS, Object.keys(CONCEPTS).filter(isConcept))

/** What a folded word means: nothing, or several things. */
export function conceptsOf(folded: string): readonly Concept[] {
  return LEXICON.groupsOf(folded)
}

/** The longest known phrase that begins at `from`. */
export function phraseAt(
  folded: readonly string[],
  from: number,
): FoundPhrase<Concept> | undefined {
  return LEXICON.phraseAt(folded, from)
}

function isConcept(name: string): name is Concept {
  return Object.hasOwn(CONCEPTS, name)
}
