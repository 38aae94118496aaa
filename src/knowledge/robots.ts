/** What a site lets robots do. */
export interface Robots {
  origin: string
  /** Text of robots.txt; empty when there is none. */
  text: string
}

/** What a robots.txt says to us, by RFC 9309. */
export interface RobotsRules {
  isAllowed: (url: string) => boolean
  /** Seconds between two requests; null when there is no wish. */
  crawlDelayS: number | null
  sitemaps: string[]
}

const LINES_MAX = 20_000
const LINE_LENGTH_MAX = 2_000
const PATTERN_LENGTH_MAX = 1_000

interface Rule {
  isAllowed: boolean
  pattern: string
}

interface Group {
  agents: string[]
  rules: Rule[]
  delayS: number | null
}

/** @param bot our name; rules for it count alone, otherwise those for everybody */
export function readRobots(text: string, bot: string): RobotsRules {
  const { groups, sitemaps } = readGroups(text)
  const name = bot.toLowerCase()
  const named = groups.filter((group) => group.agents.includes(name))
  const chosen = named.length > 0 ? named : groups.filter((group) => group.agents.includes('*'))
  const rules = chosen.flatMap((group) => group.rules)
  return {
    isAllowed: (url) => isAllowedBy(rules, url),
    crawlDelayS: chosen.find((group) => group.delayS !== null)?.delayS ?? null,
    sitemaps,
  }
}

function readGroups(text: string): { groups: Group[]; sitemaps: string[] } {
  const groups: Group[] = []
  const sitemaps: string[] = []
  let isNaming = false
  for (const whole of text.split(/\r\n?|\n/).slice(0, LINES_MAX)) {
    const line = whole.slice(0, LINE_LENGTH_MAX)
    const [, field = '', value = ''] = /^\s*([\w-]+)\s*:\s*([^#]*?)\s*(?:#.*)?$/.exec(line) ?? []
    const key = field.toLowerCase()
    if (key === 'sitemap' && value !== '') sitemaps.push(value)
    if (key === 'user-agent') {
      if (!isNaming) groups.push({ agents: [], rules: [], delayS: null })
      groups.at(-1)?.agents.push(agentIn(value))
      isNaming = true
      continue
    }
    if (key === '') continue
    isNaming = false
    const group = groups.at(-1)
    if (key === 'crawl-delay' && group) group.delayS = delayIn(value)
    const isRule = key === 'allow' || key === 'disallow'
    if (isRule && value !== '' && value.length <= PATTERN_LENGTH_MAX) {
      group?.rules.push({ isAllowed: key === 'allow', pattern: value })
    }
  }
  return { groups, sitemaps }
}

/** Without its version: `ParleyBot/1.0`. */
function agentIn(value: string): string {
  return value.split('/', 1)[0]?.trim().toLowerCase() ?? ''
}

function delayIn(value: string): number | null {
  const seconds = Number(value)
  return value !== '' && Number.isFinite(seconds) && seconds >= 0 ? seconds : null
}

/** The longest pattern that fits decides; of two as long, the one that allows. */
function isAllowedBy(rules: readonly Rule[], url: string): boolean {
  const { pathname, search } = new URL(url)
  const path = decoded(pathname + search)
  if (path === '/robots.txt') return true
  let best: Rule | undefined
  for (const rule of rules) {
    if (!fits(decoded(rule.pattern), path)) continue
    const longer = rule.pattern.length - (best?.pattern.length ?? -1)
    if (longer > 0 || (longer === 0 && rule.isAllowed)) best = rule
  }
  return best?.isAllowed ?? true
}

function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

/** `*` is anything, `$` at the end is the end. Without backtracking: each part is found once, in order. */
function fits(pattern: string, path: string): boolean {
  const isWhole = pattern.endsWith('$')
  const parts = (isWhole ? pattern.slice(0, -1) : pattern).split('*')
  const [first = '', ...rest] = parts
  if (!path.startsWith(first)) return false
  let at = first.length
  const last = rest.pop()
  for (const part of rest) {
    const found = path.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  if (last === undefined) return !isWhole || at === path.length
  if (!isWhole) return path.includes(last, at)
  return path.endsWith(last) && path.length - last.length >= at
}
