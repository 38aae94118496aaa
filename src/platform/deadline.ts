import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Ask again and again until there is an answer, at most `withinMs`.
 *
 * @param ask       answers `undefined` for "not yet"; what it throws ends the wait
 * @param withinMs  milliseconds, counted from the call
 * @param everyMs   pause between two questions, milliseconds
 * @returns the answer, or `undefined` when the time ran out
 */
export async function poll<T>(
  ask: () => Promise<T | undefined>,
  { withinMs, everyMs }: { withinMs: number; everyMs: number },
): Promise<T | undefined> {
  const endsAt = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() + everyMs > endsAt) return undefined
    await sleep(everyMs)
  }
}
