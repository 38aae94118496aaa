import { Parser } from 'htmlparser2'
import type { Block } from './split-passages.ts'

/** What a page says to its readers. */
export interface PageText {
  title: string | null
  blocks: Block[]
  /** The page asks not to be found. */
  isNoindex: boolean
}

/** Parts that are not the text of a page: code, forms, pictures, and ways to other pages. */
const SKIPPED: ReadonlySet<string> = new Set(
  `title script style template noscript iframe object embed svg math canvas audio video map nav aside
  form select option button input textarea dialog menu link meta base head`.split(/\s+/),
)
/** Of the site rather than of the page, unless inside its main part. */
const FRAMES: ReadonlySet<string> = new Set(['header', 'footer'])
const SKIPPED_ROLES: ReadonlySet<string> = new Set(
  'navigation banner contentinfo search dialog alertdialog menu menubar toolbar complementary'.split(
    ' ',
  ),
)
const MAIN: ReadonlySet<string> = new Set(['main', 'article'])
const HEADING = /^h[1-6]$/
const BREAKING: ReadonlySet<string> = new Set(
  `p div section article main ul ol li dl dt dd table thead tbody tr blockquote pre address figure
  figcaption details summary hr fieldset center`.split(/\s+/),
)
const CELLS: ReadonlySet<string> = new Set(['td', 'th'])
const VOID: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta source track wbr'.split(' '),
)

/** Elements inside one another; a page nested deeper than this is not made for reading. */
const DEPTH_MAX = 500
const TEXT_LENGTH_MAX = 2_000_000

/**
 * The text of a page in reading order, without what a reader does not see: scripts, hidden parts,
 * navigation, forms.
 */
export function htmlBlocks(html: string): PageText {
  const page = new PageReader()
  const parser = new Parser(
    {
      onopentag: (name, attributes) => page.open(name, attributes),
      ontext: (text) => page.say(text),
      onclosetag: (name) => page.close(name),
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )
  parser.end(html)
  return page.end()
}

interface Element {
  name: string
  isSkipped: boolean
  isMain: boolean
}

class PageReader {
  private readonly blocks: Block[] = []
  private readonly path: Element[] = []
  private skipped = 0
  private main = 0
  private text = ''
  private length = 0
  private heading: number | null = null
  private title: string | null = null
  private isInTitle = false
  private isNoindex = false

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'meta') this.readMeta(attributes)
    if (name === 'title' && this.title === null && !this.isInside('svg')) {
      this.isInTitle = true
      this.title = ''
    }
    if (this.skipped === 0) this.begin(name)
    if (VOID.has(name)) return
    const isMain = MAIN.has(name) || attributes['role'] === 'main'
    const isSkipped =
      this.skipped > 0 ||
      this.path.length >= DEPTH_MAX ||
      SKIPPED.has(name) ||
      (FRAMES.has(name) && this.main === 0) ||
      SKIPPED_ROLES.has(attributes['role'] ?? '') ||
      isHidden(attributes)
    if (isSkipped) this.skipped += 1
    if (isMain) this.main += 1
    this.path.push({ name, isSkipped, isMain })
  }

  say(text: string): void {
    if (this.isInTitle) this.title = `${this.title ?? ''}${text}`.slice(0, 1_000)
    if (this.skipped > 0 || this.length >= TEXT_LENGTH_MAX) return
    this.length += text.length
    this.text += text.replaceAll(/\s+/g, ' ')
  }

  close(name: string): void {
    if (name === 'title') this.isInTitle = false
    if (VOID.has(name)) return
    const last = this.path.pop()
    if (last?.isMain) this.main -= 1
    if (last?.isSkipped) this.skipped -= 1
    if (this.skipped > 0) return
    if (HEADING.test(name)) this.flush()
    if (BREAKING.has(name)) this.flush()
    if (CELLS.has(name) && this.text.trim() !== '') this.text += ' · '
  }

  end(): PageText {
    this.flush()
    const title = this.title?.replaceAll(/\s+/g, ' ').trim() ?? ''
    return { title: title === '' ? null : title, blocks: this.blocks, isNoindex: this.isNoindex }
  }

  private begin(name: string): void {
    if (name === 'br') this.text += '\n'
    else if (HEADING.test(name)) {
      this.flush()
      this.heading = Number(name[1])
    } else if (BREAKING.has(name)) this.flush()
    if (name === 'li' && this.heading === null) this.text += '• '
  }

  private flush(): void {
    const text = withoutEnd(
      this.text
        .replaceAll(/[^\S\n]+/g, ' ')
        .replaceAll(/ ?\n ?/g, '\n')
        .trim(),
    )
    this.text = ''
    const level = this.heading
    this.heading = null
    if (text === '' || text === '•') return
    this.blocks.push(level === null ? { kind: 'text', text } : { kind: 'heading', level, text })
  }

  private readMeta({ name, content }: Record<string, string>): void {
    if (/^(robots|parleybot)$/i.test(name ?? '') && /\b(noindex|none)\b/i.test(content ?? '')) {
      this.isNoindex = true
    }
  }

  private isInside(name: string): boolean {
    return this.path.some((one) => one.name === name)
  }
}

/** Without the dots behind the last cells of a row. */
function withoutEnd(text: string): string {
  let end = text.length
  while (end > 0 && /[ ·]/.test(text[end - 1] ?? '')) end -= 1
  return text.slice(0, end)
}

/** Longer styles and names are nobody's honest ones. */
const ATTRIBUTE_LENGTH_MAX = 2_000

const HIDING =
  /display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)|font-size\s*:\s*0(?:\.0*)?(?:px|pt|r?em|%)?\s*(?:;|!|$)|(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*[01]px|clip(?:-path)?\s*:\s*(?:rect\(\s*0|inset\(\s*(?:50|100)%)|text-indent\s*:\s*-\d{3,}|(?:left|top|right)\s*:\s*-\d{4,}|color\s*:\s*transparent/i
/** Words of a class or id that style sheets hide, and notices about cookies. */
const HIDING_NAME =
  /(?:^|[\s_-])(?:hidden|hide|sr-only|visually-?hidden|screen-?reader(?:-text)?|d-none|invisible|offscreen|cookie(?:s|-?banner|-?consent|-?notice|-?bar)?)(?:$|[\s_])/i

function isHidden(attributes: Record<string, string>): boolean {
  const [style = '', classes = '', id = ''] = ['style', 'class', 'id'].map((name) =>
    attributes[name]?.slice(0, ATTRIBUTE_LENGTH_MAX),
  )
  return (
    'hidden' in attributes ||
    'inert' in attributes ||
    attributes['aria-hidden'] === 'true' ||
    HIDING.test(style) ||
    isHiddenColour(style) ||
    HIDING_NAME.test(classes) ||
    HIDING_NAME.test(id)
  )
}

/** Text in the colour of what is behind it. */
function isHiddenColour(style: string): boolean {
  const colour = /(?:^|;)\s*color\s*:\s*([^;!]+)/i.exec(style)?.[1]
  const behind = /background(?:-color)?\s*:\s*([^;!]+)/i.exec(style)?.[1]
  return colour !== undefined && behind !== undefined && plain(colour) === plain(behind)
}

const WHITE: ReadonlySet<string> = new Set(['white', '#fff', '#ffffff', 'rgb(255,255,255)'])

function plain(colour: string): string {
  const written = colour.replaceAll(/\s/g, '').toLowerCase()
  return WHITE.has(written) ? 'white' : written
}
