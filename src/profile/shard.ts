/** How many parts the logs of events and profile changes are read in. */
export const SHARDS = 16

/**
 * Which part of a log the rows of a profile belong to: 0 to 15, by the last byte of its id.
 *
 * @param profileId a UUID as text; the last byte of a ULID is random, so the parts stay even
 */
export function shardOf(profileId: string): number {
  return Number.parseInt(profileId.slice(-2), 16) & (SHARDS - 1)
}
