import bidiFactory from 'bidi-js'

/** Letters beside each other in one font and one direction. */
export interface TextRun {
  text: string
  fontId: string
  /** Its letters are of a script that a font sets from right to left by itself. */
  isRightToLeft: boolean
}

/** The font that shows this cluster of letters; null: there is none. */
export type FontOf = (cluster: string) => string | null

/** `ltr` for text put together by us; `auto` for what somebody typed: its first letter decides. */
export type TextDirection = 'ltr' | 'auto'

const UNKNOWN = '?'
const bidi = bidiFactory()
const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Letters with their marks, each in as few code points as can be. */
export function clustersOf(text: string): string[] {
  return [...segmenter.segment(shownText(text))].map((one) => one.segment)
}

/** What of a cluster has to be seen; empty: nothing, as of a zero width space. */
export function visibleLetters(cluster: string): string {
  return cluster.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
}

/** The runs of one line, from left to right as they are seen. What no font has is a question mark of `baseFontId`. */
export function visualRuns(
  text: string,
  direction: TextDirection,
  { baseFontId, fontOf }: { baseFontId: string; fontOf: FontOf },
): TextRun[] {
  const shown = shownText(text)
  const { levels } = bidi.getEmbeddingLevels(shown, direction)
  const runs: LevelRun[] = []
  for (const { segment, index } of segmenter.segment(shown)) {
    if (visibleLetters(segment) === '') continue
    const level = levels[index] ?? 0
    const found = fontOf(segment)
    const cluster = found === null ? UNKNOWN : segment
    const fontId = found ?? baseFontId
    const last = runs.at(-1)
    if (last?.fontId === fontId && last.level === level) last.clusters.push(cluster)
    else runs.push({ fontId, level, clusters: [cluster] })
  }
  return inVisualOrder(runs).map(asSet)
}

interface LevelRun {
  fontId: string
  level: number
  clusters: string[]
}

/** Rule L2 of the Unicode Bidirectional Algorithm: from the highest level down, turn around what is at it or above. */
function inVisualOrder(runs: readonly LevelRun[]): LevelRun[] {
  const ordered = [...runs]
  const highest = Math.max(0, ...ordered.map((run) => run.level))
  for (let level = highest; level > 0; level -= 1) {
    for (let from = 0; from < ordered.length; from += 1) {
      let to = from
      while ((ordered[to]?.level ?? -1) >= level) to += 1
      ordered.splice(from, to - from, ...ordered.slice(from, to).reverse())
      if (to > from) from = to
    }
  }
  return ordered
}

/** A font turns letters of right-to-left scripts around; brackets and what else has no script are left to us. */
function asSet({ fontId, level, clusters }: LevelRun): TextRun {
  if (level % 2 === 0) return { text: clusters.join(''), fontId, isRightToLeft: false }
  const mirrored = clusters.map((cluster) => bidi.getMirroredCharacter(cluster) ?? cluster)
  const isRightToLeft = mirrored.some((cluster) => RIGHT_TO_LEFT.test(cluster))
  return {
    text: (isRightToLeft ? mirrored : mirrored.reverse()).join(''),
    fontId,
    isRightToLeft,
  }
}

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}]/u

function shownText(text: string): string {
  return text.normalize('NFC').replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}
