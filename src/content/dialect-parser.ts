import type { Context, Emitter, Liquid, Template, TopLevelToken } from 'liquidjs'
import { Parser, Tag, type TagToken, Tokenizer, TypeGuards } from 'liquidjs'
import { RenderContext, type RenderScope } from './render-scope.ts'
import { type Expression, ExpressionReader, type FilterTable } from './template-expression.ts'
import { NESTING_MAX, NODES_MAX } from './template-limits.ts'
import { didYouMean, syntaxProblem, TemplateProblem } from './template-problem.ts'

type Token = Template['token']

/** What a tag does when it is rendered. It writes, or returns text that is written as it is. */
export type TagWork = (run: TagRun) => unknown

/** A tag: reads its arguments and its block, and answers with what it does. */
export type TagDefinition = (call: TagCall) => TagWork

/** What a tag is given when it is rendered. */
export interface TagRun {
  scope: RenderScope
  emitter: Emitter
  /** Renders pieces into an emitter. To be yielded to; what it gives is all written so far. */
  render: (nodes: Template[], emitter?: Emitter) => unknown
}

/** A block of a tag: its pieces, and the tag that ended it. */
export interface TagBlock {
  nodes: Template[]
  end: string
  /** Arguments of the tag that ended it. */
  reader: ExpressionReader
}

/** Words that Liquid has and Django has not, with the way to say it. */
const LIQUID_WORDS: ReadonlyMap<string, string> = new Map([
  ['elsif', 'Write {% elif … %}.'],
  ['assign', 'Write {% with name=value %}…{% endwith %}.'],
  ['capture', 'Write {% with name=value %}…{% endwith %}.'],
  ['unless', 'Write {% if not … %}…{% endif %}.'],
  ['include', 'Parts of templates are universal content, which the editor inserts.'],
  ['render', 'Parts of templates are universal content, which the editor inserts.'],
  ['extends', 'Parts of templates are universal content, which the editor inserts.'],
  ['raw', 'Write {% verbatim %}…{% endverbatim %}.'],
  ['case', 'Write {% if … %}{% elif … %}{% endif %}.'],
  ['increment', 'Write {{ forloop.counter }} inside a loop.'],
  ['break', "Limit the list: {% for item in items|slice:':3' %}."],
  ['continue', 'Put the rest of the loop into {% if … %}.'],
  ['tablerow', 'Write {% for … %} inside a table.'],
  ['load', 'All tags and filters are there already: leave it out.'],
])

/** Tags whose content is not read, and how they end. */
const RAW_TAGS: ReadonlySet<string> = new Set(['verbatim', 'comment'])

/** Liquid's tokenizer, with Django's comments and its ways to leave text as it is. */
class DialectTokenizer extends Tokenizer {
  /** Tokens that are comments: {# … #}. */
  readonly comments = new Set<Token>()
  private rawUntil: string | undefined
  private closeAt = -1
  private lineEndsAt = -1

  override readTopLevelToken(
    options: Parameters<Tokenizer['readTopLevelToken']>[0],
  ): TopLevelToken {
    if (this.rawUntil !== undefined) return this.readRaw(this.rawUntil)
    if (this.isComment()) {
      const token = this.readHTMLToken(['#}'])
      this.p += 2
      this.comments.add(token)
      return token
    }
    if (!this.match('{%') && !this.match('{{')) {
      const stops = this.match('{#') ? ['{%', '{{'] : ['{%', '{{', '{#']
      return this.readHTMLToken(stops)
    }
    const token = super.readTopLevelToken(options)
    if (TypeGuards.isTagToken(token) && RAW_TAGS.has(token.name)) this.rawUntil = token.name
    return token
  }

  /** Whether a comment begins here that ends on the same line. */
  private isComment(): boolean {
    if (!this.match('{#')) return false
    if (this.closeAt < this.p + 2) this.closeAt = indexFrom(this.input, '#}', this.p + 2)
    if (this.lineEndsAt < this.p) this.lineEndsAt = indexFrom(this.input, '\n', this.p)
    return this.closeAt < this.lineEndsAt
  }

  /** Reads up to the tag that ends a raw one. Without it the rest is raw; the parser complains. */
  private readRaw(name: string): TopLevelToken {
    this.rawUntil = undefined
    const end = new RegExp(String.raw`\{%-?\s*end${name}\s*-?%\}`, 'g')
    end.lastIndex = this.p
    const found = end.exec(this.input)?.[0]
    return this.readHTMLToken(found === undefined ? [] : [found])
  }
}

function indexFrom(text: string, part: string, from: number): number {
  const at = text.indexOf(part, from)
  return at === -1 ? text.length : at
}

/** Reads templates of the dialect. One parser reads one template. */
export class DialectParser extends Parser {
  readonly filters: FilterTable
  /** Names of the top level that the template reads, with what follows them. */
  readonly names = new Map<string, readonly string[]>()
  private readonly engine: Liquid
  private readonly bound: Set<string>[] = [new Set()]
  private comments: ReadonlySet<Token> = new Set()
  private nodes = 0
  private depth = 0

  constructor(liquid: Liquid, filters: FilterTable) {
    super(liquid)
    this.engine = liquid
    this.filters = filters
  }

  /** The pieces of a template. */
  readTemplate(source: string): Template[] {
    const tokenizer = new DialectTokenizer(source, {})
    const tokens = tokenizer.readTopLevelTokens(this.engine.options)
    this.comments = tokenizer.comments
    // Taken from the end: shifting a long list costs its length each time.
    tokens.reverse()
    const nodes: Template[] = []
    for (let token = tokens.pop(); token; token = tokens.pop()) nodes.push(this.node(token, tokens))
    return nodes
  }

  /** Reads on to one of the tags that may end a block. `tokens` are in reverse. */
  readBlock(opener: TagToken, tokens: TopLevelToken[], ends: readonly string[]): TagBlock {
    this.depth += 1
    if (this.depth > NESTING_MAX) {
      throw new TemplateProblem('limit', `Blocks may be nested ${NESTING_MAX} deep.`)
    }
    const nodes: Template[] = []
    for (let token = tokens.pop(); token; token = tokens.pop()) {
      if (TypeGuards.isTagToken(token) && ends.includes(token.name)) {
        this.depth -= 1
        return { nodes, end: token.name, reader: this.readerOf(token.args) }
      }
      nodes.push(this.node(token, tokens))
    }
    const wanted = ends.at(-1) ?? ''
    throw syntaxProblem(`{% ${opener.name} %} is never closed: {% ${wanted} %} is missing.`)
  }

  /** A reader of arguments that notes which variables they name. */
  readerOf(text: string): ExpressionReader {
    return new ExpressionReader(text, this.filters, (path) => this.note(path))
  }

  /** From here on a name is the template's own, until the block ends. */
  bind(name: string): void {
    this.bound.at(-1)?.add(name)
  }

  /** Reads something in which names are bound. */
  within<T>(names: readonly string[], read: () => T): T {
    this.bound.push(new Set(names))
    const result = read()
    this.bound.pop()
    return result
  }

  private note(path: readonly string[]): void {
    const [first] = path
    if (first === undefined || this.bound.some((names) => names.has(first))) return
    this.names.set(path.join('.'), path)
  }

  private node(token: TopLevelToken, tokens: TopLevelToken[]): Template {
    this.nodes += 1
    try {
      if (this.nodes > NODES_MAX) {
        throw new TemplateProblem('limit', `A template may have ${NODES_MAX} pieces.`)
      }
      if (TypeGuards.isTagToken(token)) return this.tag(token, tokens)
      if (TypeGuards.isOutputToken(token)) {
        const reader = this.readerOf(token.content)
        if (reader.isAtEnd()) throw syntaxProblem('There is nothing between {{ and }}.')
        const value = reader.value()
        reader.end()
        return new ValueNode(token, value)
      }
      const text = TypeGuards.isHTMLToken(token) ? token.getContent() : ''
      return new TextNode(token, this.comments.has(token) ? '' : text)
    } catch (error) {
      throw placed(error, token)
    }
  }

  private tag(token: TagToken, tokens: TopLevelToken[]): Template {
    const { tags } = this.engine
    const TagClass = Object.hasOwn(tags, token.name) ? tags[token.name] : undefined
    if (TagClass) return new TagClass(token, tokens, this.engine, this)
    const hint = LIQUID_WORDS.get(token.name)
    if (hint !== undefined) throw syntaxProblem(`There is no tag "${token.name}" here. ${hint}`)
    if (/^end|^(?:else|elif|empty)$/.test(token.name)) {
      throw syntaxProblem(`{% ${token.name} %} stands here without what it belongs to.`)
    }
    throw syntaxProblem(
      `There is no tag "${token.name}".${didYouMean(token.name, Object.keys(tags))}`,
    )
  }
}

/** A problem with the place of the piece that it was found in. */
export function placed(error: unknown, token: Token): unknown {
  if (!(error instanceof TemplateProblem)) return error
  const [line = 1, column = 1] = token.getPosition()
  return error.at({ line, column })
}

function scopeOf(context: Context): RenderScope {
  if (context instanceof RenderContext) return context.scope
  throw new Error('Templates are rendered by renderTemplate.')
}

class TextNode implements Template {
  readonly token: Token
  private readonly text: string

  constructor(token: Token, text: string) {
    this.token = token
    this.text = text
  }

  render(context: Context, emitter: Emitter): void {
    scopeOf(context).step()
    emitter.write(this.text)
  }
}

class ValueNode implements Template {
  readonly token: Token
  private readonly value: Expression

  constructor(token: Token, value: Expression) {
    this.token = token
    this.value = value
  }

  render(context: Context, emitter: Emitter): void {
    const scope = scopeOf(context)
    try {
      scope.step()
      emitter.write(scope.print(this.value(scope)))
    } catch (error) {
      throw placed(error, this.token)
    }
  }
}

/** What a tag is given when it is read. */
export class TagCall {
  readonly name: string
  /** Its arguments. */
  readonly reader: ExpressionReader
  readonly parser: DialectParser
  private readonly token: TagToken
  private readonly tokens: TopLevelToken[]

  constructor(token: TagToken, tokens: TopLevelToken[], parser: DialectParser) {
    this.name = token.name
    this.token = token
    this.tokens = tokens
    this.parser = parser
    this.reader = parser.readerOf(token.args)
  }

  /** Reads on to one of the tags that may end this block; the last is the one that must come. */
  block(...ends: readonly string[]): TagBlock {
    return this.parser.readBlock(this.token, this.tokens, ends)
  }

  /** Reads `as name`, and binds the name. */
  as(): string | undefined {
    if (!this.reader.take('as')) return undefined
    const name = this.reader.name('The name after "as"')
    this.parser.bind(name)
    return name
  }
}

/** Makes a tag that Liquid can register. */
export function tagClass(define: TagDefinition) {
  return class extends Tag {
    readonly work: TagWork

    constructor(token: TagToken, tokens: TopLevelToken[], liquid: Liquid, parser: Parser) {
      super(token, tokens, liquid)
      if (!(parser instanceof DialectParser)) throw new Error('Tags are read by DialectParser.')
      this.work = define(new TagCall(token, tokens, parser))
    }

    override render(context: Context, emitter: Emitter): unknown {
      const scope = scopeOf(context)
      const { renderer } = this.liquid
      scope.step()
      return this.work({
        scope,
        emitter,
        render: (nodes, into = emitter) => renderer.renderTemplates(nodes, context, into),
      })
    }
  }
}
