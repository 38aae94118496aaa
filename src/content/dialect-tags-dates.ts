import { djangoDate, strftime } from './date-format.ts'
import type { TagDefinition } from './dialect-parser.ts'
import type { RenderScope } from './render-scope.ts'
import { syntaxProblem } from './template-problem.ts'
import { ZonedTime } from './template-values.ts'

const FORMAT_CHARS_MAX = 200

/** Now, on the account's clocks. */
function nowIn(scope: RenderScope): ZonedTime {
  return new ZonedTime(scope.settings.now, scope.settings.timeZone)
}

/** `{% now 'Y' %}`: in Django's letters. */
const now: TagDefinition = (call) => {
  const format = call.reader.value()
  const name = call.as()
  call.reader.end()
  return ({ scope }) => {
    const letters = scope.text(format(scope)).slice(0, FORMAT_CHARS_MAX)
    const text = djangoDate(nowIn(scope), letters, scope.settings.locale)
    if (name === undefined) return scope.print(text)
    return scope.bind(name, text)
  }
}

/** `{% today '%Y-%m-%d' as today %}`: prints nothing, binds the text. */
const today: TagDefinition = (call) => {
  const format = call.reader.isAtEnd() ? undefined : call.reader.value()
  const name = call.as()
  call.reader.end()
  if (name === undefined) {
    throw syntaxProblem("Write {% today '%Y-%m-%d' as today %}{{ today }}: it needs a name.")
  }
  return ({ scope }) => {
    const letters = format ? scope.text(format(scope)).slice(0, FORMAT_CHARS_MAX) : '%Y-%m-%d'
    scope.bind(name, strftime(nowIn(scope), letters, scope.settings.locale))
  }
}

function current(letters: string): TagDefinition {
  return (call) => {
    const name = call.as()
    call.reader.end()
    return ({ scope }) => {
      const text = djangoDate(nowIn(scope), letters, scope.settings.locale)
      if (name === undefined) return scope.print(text)
      return scope.bind(name, text)
    }
  }
}

/** Tags of the date on which a message is rendered. Names are in the account's language. */
export const DATE_TAGS: readonly (readonly [string, TagDefinition])[] = [
  ['now', now],
  ['today', today],
  ['current_day', current('j')],
  ['current_month', current('n')],
  ['current_year', current('Y')],
  ['current_weekday', current('l')],
  ['current_month_name', current('F')],
]
