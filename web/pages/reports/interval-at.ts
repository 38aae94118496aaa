/** From one date until the next; the first and the last interval may be cut off by the time asked for. */
export function intervalAt(
  { from, until, dates }: { from: string; until: string; dates: readonly string[] },
  nth: number,
): { from: string; until: string } {
  return { from: nth === 0 ? from : (dates[nth] ?? from), until: dates[nth + 1] ?? until }
}
