import { Parser } from 'htmlparser2'

/** Characters of HTML that are read; a mail beyond this was cut by its reader long before. */
const HTML_CHARACTERS_MAX = 1_000_000
/** Elements inside one another. What is deeper is read as if it were not. */
const DEPTH_MAX = 500

/**
 * Rendered HTML as the text that a mail carries beside it: its words in order, links written out after
 * theirs, pictures left out. Linear in the length of the HTML.
 */
export function plainTextOf(html: string): string {
  const text = new TextWriter()
  const parser = new Parser(
    {
      onopentag: (name, attributes) => text.open(name, attributes),
      ontext: (words) => text.say(words),
      onclosetag: (name) => text.close(name),
    },
    { decodeEntities: true },
  )
  parser.end(html.slice(0, HTML_CHARACTERS_MAX))
  return text.end()
}

const UNSEEN: ReadonlySet<string> = new Set(['head', 'title', 'style', 'script', 'template'])
/** Set apart by an empty line. */
const PARAGRAPHS: ReadonlySet<string> = new Set(
  'p div h1 h2 h3 h4 h5 h6 table ul ol blockquote section article header footer'.split(' '),
)
/** On a line of their own. */
const LINES: ReadonlySet<string> = new Set(['tr', 'td', 'li', 'dt', 'dd', 'address'])
const RULE = '-'.repeat(20)
/** Inboxes show the beginning of a mail; characters of no width keep them from going on. */
const WIDTHLESS = /\u00ad|\u034f|[\u200b-\u200d]|\ufeff/g
const HIDDEN = /(?:^|[;\s])(?:display\s*:\s*none|mso-hide\s*:\s*all)/i

class TextWriter {
  private text = ''
  /** Breaks that are due before the next word. */
  private breaks = 0
  private isSpaceDue = false
  /** Of each element that is open: whether it hides what is in it. */
  private readonly path: boolean[] = []
  private hidden = 0
  private link: { url: string; begins: number } | null = null

  open(name: string, { style = '', href = '', ...more }: Record<string, string>): void {
    const hides =
      UNSEEN.has(name) || 'hidden' in more || HIDDEN.test(style) || this.path.length >= DEPTH_MAX
    this.path.push(hides)
    if (hides) this.hidden += 1
    if (this.hidden > 0) return
    if (name === 'a') this.link = { url: href.trim(), begins: this.text.length }
    if (name === 'br') this.breaks += 1
    this.breakAround(name)
    if (name === 'li') this.write('- ')
    if (name === 'hr') {
      this.break(1)
      this.write(RULE)
      this.break(1)
    }
  }

  say(words: string): void {
    if (this.hidden > 0) return
    const said = words.replace(WIDTHLESS, '').replace(/\s+/g, ' ')
    if (said.startsWith(' ')) this.isSpaceDue = true
    if (said.trim() === '') return
    this.write(said.trim())
    this.isSpaceDue = said.endsWith(' ')
  }

  close(name: string): void {
    const hid = this.path.pop() ?? false
    if (this.hidden === 0) {
      if (name === 'a') this.endLink()
      this.breakAround(name)
    }
    if (hid) this.hidden -= 1
  }

  end(): string {
    return `${this.text.trim()}\n`
  }

  private endLink(): void {
    const { link } = this
    this.link = null
    if (!link || !/^https?:/i.test(link.url)) return
    const words = this.text.slice(link.begins).trim()
    if (words === '') this.write(link.url)
    else if (words !== link.url) {
      this.isSpaceDue = true
      this.write(`(${link.url})`)
    }
  }

  private breakAround(name: string): void {
    if (PARAGRAPHS.has(name)) this.break(2)
    if (LINES.has(name)) this.break(1)
  }

  private break(lines: number): void {
    this.breaks = Math.max(this.breaks, lines)
  }

  private write(words: string): void {
    if (this.text !== '' && this.breaks > 0) this.text += '\n'.repeat(Math.min(this.breaks, 2))
    else if (this.text !== '' && this.isSpaceDue) this.text += ' '
    this.breaks = 0
    this.isSpaceDue = false
    this.text += words
  }
}
