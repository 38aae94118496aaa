import type { Language } from '../contract/agent-words.ts'
import { cleanText } from './clean-text.ts'
import { type IndexTerm, indexTerms } from './index-terms.ts'
import { languageOf } from './words.ts'

/** A heading or a paragraph of a text, in reading order. */
export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'text'; text: string }

/** A part of a text, short enough to quote and long enough to mean something by itself. */
export interface NewPassage {
  title: string
  /** The headings it stands under, outermost first. */
  heading: string
  url: string | null
  body: string
  language: Language
  terms: readonly IndexTerm[]
}

/** Characters. */
export const PASSAGE_LENGTH_MAX = 700
const PASSAGE_LENGTH_MIN = 120
const TITLE_LENGTH_MAX = 200
const HEADING_LENGTH_MAX = 200
const HEADINGS_MAX = 3
/** Of one text; a longer one ends there. */
export const PASSAGES_MAX = 2_000

export interface TextToSplit {
  title: string
  url: string | null
  blocks: readonly Block[]
}

/** The passages of a text. Empty when nothing in it is text. */
export function splitPassages({ title, url, blocks }: TextToSplit): NewPassage[] {
  const shownTitle = oneLine(title, TITLE_LENGTH_MAX)
  const usual = languageOf(beginningOf(blocks))
  return sections(blocks, shownTitle)
    .flatMap(({ heading, paragraphs }) => packed(paragraphs).map((body) => ({ heading, body })))
    .slice(0, PASSAGES_MAX)
    .map(({ heading, body }) => {
      const language = languageOf(body, usual)
      return {
        title: shownTitle,
        heading,
        url,
        body,
        language,
        terms: indexTerms({ title: shownTitle, heading, body }, language),
      }
    })
}

const BEGINNING_LENGTH = 4_000

function beginningOf(blocks: readonly Block[]): string {
  let text = ''
  for (const block of blocks) {
    if (text.length >= BEGINNING_LENGTH) break
    text += `${block.text.slice(0, BEGINNING_LENGTH)}\n`
  }
  return text
}

interface Section {
  heading: string
  paragraphs: string[]
}

function sections(blocks: readonly Block[], title: string): Section[] {
  const found: Section[] = []
  let path: { level: number; text: string }[] = []
  let open: Section = { heading: '', paragraphs: [] }
  for (const block of blocks) {
    if (block.kind === 'text') {
      const text = cleanText(block.text)
      if (text !== '') open.paragraphs.push(text)
      continue
    }
    const text = oneLine(block.text, HEADING_LENGTH_MAX)
    if (text === '') continue
    if (open.paragraphs.length > 0) found.push(open)
    path = [...path.filter((one) => one.level < block.level), { level: block.level, text }]
    const shown = path.map((one) => one.text).filter((one) => one !== title)
    open = { heading: shown.slice(-HEADINGS_MAX).join(' › '), paragraphs: [] }
  }
  if (open.paragraphs.length > 0) found.push(open)
  return found
}

/** Paragraphs put together and cut so that each part is of a size to quote. */
function packed(paragraphs: readonly string[]): string[] {
  const parts: string[] = []
  let open = ''
  for (const piece of paragraphs.flatMap(pieces)) {
    const isFull = open.length + piece.length + 1 > PASSAGE_LENGTH_MAX
    if (open !== '' && isFull) {
      parts.push(open)
      open = ''
    }
    open = open === '' ? piece : `${open}\n${piece}`
  }
  const last = parts.at(-1)
  // A last line alone says too little: it goes to what came before.
  if (last !== undefined && open.length < PASSAGE_LENGTH_MIN)
    parts[parts.length - 1] = `${last}\n${open}`
  else if (open !== '') parts.push(open)
  return parts
}

const SENTENCE_END = /(?<=[.!?…])\s+|\n/u

function pieces(paragraph: string): string[] {
  if (paragraph.length <= PASSAGE_LENGTH_MAX) return [paragraph]
  const found: string[] = []
  let open = ''
  for (const sentence of paragraph.split(SENTENCE_END).flatMap(wordGroups)) {
    if (open !== '' && open.length + sentence.length + 1 > PASSAGE_LENGTH_MAX) {
      found.push(open)
      open = ''
    }
    open = open === '' ? sentence : `${open} ${sentence}`
  }
  return open === '' ? found : [...found, open]
}

/** A sentence without end, at words, or where there are none, anywhere. */
function wordGroups(sentence: string): string[] {
  const found: string[] = []
  let rest = sentence.trim()
  while (rest.length > PASSAGE_LENGTH_MAX) {
    const space = rest.lastIndexOf(' ', PASSAGE_LENGTH_MAX)
    const at = space > PASSAGE_LENGTH_MAX / 2 ? space : PASSAGE_LENGTH_MAX
    found.push(rest.slice(0, at).trim())
    rest = rest.slice(at).trim()
  }
  return rest === '' ? found : [...found, rest]
}

function oneLine(text: string, lengthMax: number): string {
  return cleanText(text).replaceAll('\n', ' ').slice(0, lengthMax).trim()
}

/** Characters of a text that are read: more than all of its passages could hold. */
const TEXT_LENGTH_MAX = 2_000_000
/** Marks are looked for in lines up to this length; longer ones are text. */
const MARKED_LENGTH_MAX = 1_000

/** Plain text and Markdown as blocks: lines with marks are headings, empty lines part paragraphs. */
export function textBlocks(text: string): Block[] {
  const blocks: Block[] = []
  const lines = text.slice(0, TEXT_LENGTH_MAX).replaceAll(/\r\n?/g, '\n')
  for (const part of lines.split(/\n\s*\n/)) {
    const open: string[] = []
    const flush = () => {
      if (open.length > 0) blocks.push({ kind: 'text', text: open.splice(0).join('\n') })
    }
    for (const line of part.split('\n')) {
      const isMarked = line.length <= MARKED_LENGTH_MAX
      const heading = isMarked && /^\s{0,3}(#{1,6})\s+(.+?)\s*#*\s*$/.exec(line)
      const underline = isMarked && /^\s{0,3}(=+|-+)\s*$/.exec(line)
      const above = open.at(-1)
      if (heading) {
        flush()
        blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' })
      } else if (underline && above !== undefined) {
        open.pop()
        flush()
        blocks.push({ kind: 'heading', level: underline[1]?.startsWith('=') ? 1 : 2, text: above })
      } else if (line.trim() !== '') open.push(isMarked ? plainLine(line) : line.trim())
    }
    flush()
  }
  return blocks
}

/** A line of Markdown without its marks: links keep their words, lists their dots. */
function plainLine(line: string): string {
  return line
    .replaceAll(/!?\[([^\]]*)\]\([^)\s]*(?:\s+"[^"]*")?\)/g, '$1')
    .replaceAll(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replace(/^\s*[*+-]\s+/, '• ')
    .replace(/^\s*>\s?/, '')
    .trim()
}
