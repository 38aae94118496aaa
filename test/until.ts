const POLL_MS = 50

/**
 * Look again and again until it is so: the condition, never a pause, decides when to go on.
 *
 * @returns what was seen last, also when it was not enough within `secondsMax`
 */
export async function until<Seen>(
  look: () => Seen | Promise<Seen>,
  isEnough: (seen: Seen) => boolean,
  { secondsMax = 30, pollMs = POLL_MS } = {},
): Promise<Seen> {
  const deadline = performance.now() + secondsMax * 1_000
  let seen = await look()
  while (!isEnough(seen) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, pollMs))
    seen = await look()
  }
  return seen
}
