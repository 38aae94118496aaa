import { isDeepStrictEqual } from 'node:util'

export interface Narrator {
  /** A heading for the steps that follow. */
  chapter: (title: string) => void
  /**
   * One step: what is done, what must come of it, and what did. A step that differs or fails is
   * told and counted, and the story goes on, so that one run shows everything that is wrong.
   *
   * @returns what happened; undefined when the step failed
   */
  step: <Happened>(
    title: string,
    expected: unknown,
    work: () => Promise<Happened>,
  ) => Promise<Happened | undefined>
  /** The steps that differed, each with what happened. */
  differences: () => readonly string[]
  told: () => number
}

const WIDTH = 96

/** Tells each step on lines of its own: title, expected, happened, time. */
export function createNarrator(say: (line: string) => void): Narrator {
  const different: string[] = []
  let told = 0
  return {
    chapter: (title) => say(`\n${title}`),
    step: async (title, expected, work) => {
      told += 1
      const beganMs = performance.now()
      try {
        const happened = await work()
        const isAsExpected = isDeepStrictEqual(happened, expected)
        say(`${isAsExpected ? ' ok ' : 'DIFF'} ${title} (${millisecondsSince(beganMs)})`)
        say(`       expected ${short(expected)}`)
        say(`       happened ${isAsExpected ? 'that' : short(happened)}`)
        if (!isAsExpected) different.push(`${title}: ${short(happened)}`)
        return happened
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        different.push(`${title}: ${message}`)
        say(`FAIL ${title} (${millisecondsSince(beganMs)})`)
        say(`       expected ${short(expected)}`)
        say(`       happened ${message}`)
        return undefined
      }
    },
    differences: () => different,
    told: () => told,
  }
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= WIDTH
    ? text
    : `${JSON.stringify(value, null, 2).replaceAll('\n', '\n       ')}`
}

function millisecondsSince(beganMs: number): string {
  return `${Math.round(performance.now() - beganMs)} ms`
}
