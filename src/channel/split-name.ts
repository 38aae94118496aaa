/** "Ada Lovelace" and "Lovelace, Ada" as first and last name. */
export function splitName(name: string): { first_name: string; last_name?: string } {
  const [before = '', after] = name.split(/,\s*/, 2)
  if (after) return { first_name: after, last_name: before }
  const [first = '', ...rest] = name.split(/\s+/)
  return rest.length === 0
    ? { first_name: first }
    : { first_name: first, last_name: rest.join(' ') }
}
