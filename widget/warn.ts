/** The shop goes on without a chat; whoever builds its pages looks for the reason here. */
export function warn(why: string): void {
  // oxlint-disable-next-line no-console -- a page has no other place for its builders
  console.warn(`Parley: ${why}`)
}
