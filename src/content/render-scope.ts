import type { Emitter } from 'liquidjs'
import { Context } from 'liquidjs'
import type { SkipReason } from '../contract/messages.ts'
import { djangoDate } from './date-format.ts'
import {
  CATALOG_LOOKUPS_MAX,
  ITERATIONS_MAX,
  OUTPUT_CHARS_MAX,
  RENDER_MS_MAX,
  STEPS_MAX,
  WORK_MAX,
} from './template-limits.ts'
import { TemplateProblem } from './template-problem.ts'
import {
  escapeHtml,
  isDictionary,
  isTrue,
  PRINT_COST,
  readKey,
  SafeText,
  textOf,
  weightOf,
  ZonedTime,
} from './template-values.ts'

/** What a template speaks about. `event` exists only where an event caused the message. */
export interface RenderData {
  person: Record<string, unknown>
  event?: Record<string, unknown>
  organization: Record<string, unknown>
  /** Other variables of the top level. */
  extra?: Record<string, unknown>
}

/** How a template is rendered. Zones are IANA names, `locale` is BCP 47, `currency` ISO 4217. */
export interface RenderSettings {
  now: Date
  /** Zone of the account: dates are shown in it. */
  timeZone: string
  /** Zone of the person, for the filter `recipient_time`. */
  recipientTimeZone: string
  locale: string
  currency: string
  /** `none` for subjects, plain text and text messages. */
  escape: 'html' | 'none'
}

/** Where a catalog item is looked up. */
export interface CatalogOptions {
  catalogId?: string
  integration?: string
  language?: string
  region?: string
}

/**
 * What a template needs of the world. Each may be absent: then its tag prints a placeholder, which is
 * what a preview shows. A catalog item with `published: false` counts as unpublished.
 */
export interface RenderHost {
  catalogItem?: (id: string, options: CatalogOptions) => Promise<Record<string, unknown> | null>
  couponCode?: (couponName: string) => Promise<{ code: string } | { refusal: SkipReason }>
  unsubscribeUrl?: string
  preferencesUrl?: string
  webViewUrl?: string
  /** Link that writes a property of the person and leads on to an address. */
  updatePropertyUrl?: (property: string, value: string, url: string) => string
  /** Picture shown where a product has none. */
  missingImageUrl?: string
}

/** Names that stand for the person's own, as in {{ first_name }}. */
const SHORTCUTS: ReadonlySet<string> = new Set([
  'first_name',
  'last_name',
  'full_name',
  'email',
  'phone_number',
  'title',
  'locale',
  'external_id',
])

/** One rendering: its data, names bound by tags, and what it has used of its limits. */
export class RenderScope {
  readonly settings: RenderSettings
  readonly host: RenderHost
  readonly coupons = new Map<string, string>()
  readonly items = new Map<string, Record<string, unknown> | null>()
  /** What the output of a value is escaped for. */
  escapes: boolean

  private readonly data: RenderData
  private readonly work: Context['memoryLimit']
  private readonly frames: Map<string, unknown>[] = [new Map()]
  private readonly states: Map<object, unknown>[] = [new Map()]
  private readonly truths = new WeakMap<object, boolean>()
  private steps = 0
  private iterations = 0
  private written = 0
  private lookups = 0

  constructor(
    data: RenderData,
    settings: RenderSettings,
    host: RenderHost,
    work: Context['memoryLimit'],
  ) {
    this.data = data
    this.settings = settings
    this.host = host
    this.work = work
    this.escapes = settings.escape === 'html'
  }

  /** The value of a name, or undefined. */
  lookUp(name: string): unknown {
    for (let at = this.frames.length - 1; at >= 0; at -= 1) {
      const frame = this.frames[at]
      if (frame?.has(name)) return frame.get(name)
    }
    if (name === 'person') return this.data.person
    if (name === 'event') return this.data.event
    if (name === 'organization') return this.data.organization
    const extra = this.data.extra
    if (extra && Object.hasOwn(extra, name)) return readKey(extra, name)
    return SHORTCUTS.has(name) ? readKey(this.data.person, `$${name}`) : undefined
  }

  /** Binds a name until the block around it ends. */
  bind(name: string, value: unknown): void {
    this.frames.at(-1)?.set(name, value)
  }

  /** Begins a block with names of its own. */
  push(names: Iterable<readonly [string, unknown]> = []): void {
    this.frames.push(new Map(names))
  }

  pop(): void {
    this.frames.pop()
  }

  /** Begins a loop: `ifchanged` inside starts anew. */
  pushLoop(): void {
    this.states.push(new Map())
  }

  popLoop(): void {
    this.states.pop()
  }

  /** What a tag remembers in the loop around it. */
  loopState(): Map<object, unknown> {
    return this.states.at(-1) ?? new Map()
  }

  /** What a tag remembers in the whole rendering. */
  wholeState(): Map<object, unknown> {
    return this.states[0] ?? new Map()
  }

  /** Django's idea of true. A dictionary is looked through once: a large one costs its length. */
  isTrue(value: unknown): boolean {
    if (!isDictionary(value)) return isTrue(value)
    const known = this.truths.get(value)
    if (known !== undefined) return known
    const truth = isTrue(value)
    this.truths.set(value, truth)
    return truth
  }

  /** Counts a piece rendered or a filter applied. */
  step(): void {
    this.steps += 1
    if (this.steps > STEPS_MAX) throw tooMuch(`more than ${STEPS_MAX} steps`)
  }

  /** Counts a passage of a loop. */
  iterate(): void {
    this.iterations += 1
    if (this.iterations > ITERATIONS_MAX) throw tooMuch(`more than ${ITERATIONS_MAX} loop passages`)
  }

  /** Counts characters or elements gone through. */
  charge(size: number): void {
    this.work.use(size)
  }

  /** Counts characters that come out. */
  countOutput(characters: number): void {
    this.written += characters
    if (this.written > OUTPUT_CHARS_MAX) {
      throw tooMuch(`the output is longer than ${OUTPUT_CHARS_MAX} characters`)
    }
  }

  /** Counts a look into the catalog. */
  countLookup(): void {
    this.lookups += 1
    if (this.lookups > CATALOG_LOOKUPS_MAX) {
      throw tooMuch(`more than ${CATALOG_LOOKUPS_MAX} catalog items`)
    }
  }

  /** A value as it comes out: escaped, unless it is HTML already. */
  print(value: unknown): string {
    if (value instanceof SafeText) return value.text
    const text = this.text(value)
    return this.escapes ? escapeHtml(text) : text
  }

  /** A value as text, not escaped; dates in the account's language. */
  text(value: unknown): string {
    if (value instanceof ZonedTime) return djangoDate(value, 'N j, Y, P', this.settings.locale)
    // Before it is done: a list may hold a hundred thousand dictionaries.
    if (typeof value === 'object' && value !== null) this.charge(weightOf(value, PRINT_COST))
    return textOf(value)
  }
}

function tooMuch(what: string): TemplateProblem {
  return new TemplateProblem('limit', `The template does too much: ${what}.`)
}

/** Liquid's context with ours. */
export class RenderContext extends Context {
  readonly scope: RenderScope

  constructor(data: RenderData, settings: RenderSettings, host: RenderHost) {
    super({}, undefined, {
      ownPropertyOnly: true,
      memoryLimit: WORK_MAX,
      renderLimit: RENDER_MS_MAX,
    })
    this.scope = new RenderScope(data, settings, host, this.memoryLimit)
  }
}

/** Takes what is rendered and counts it. */
export class BoundedEmitter implements Emitter {
  buffer = ''
  private readonly scope: RenderScope

  constructor(scope: RenderScope) {
    this.scope = scope
  }

  write(html: unknown): void {
    const text = typeof html === 'string' ? html : textOf(html)
    this.scope.countOutput(text.length)
    this.buffer += text
  }
}
