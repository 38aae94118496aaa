import type { Endpoint } from '../contract/endpoint.ts'

/** What callers name in the header `revision`. Older ones are answered as the newest. */
export const NEWEST_REVISION = '2026-07-15'
/** Of the shapes that may still change. */
export const BETA_REVISION = `${NEWEST_REVISION}.pre`

export type RevisionFamily = 'stable' | 'beta'

/** Revisions that end in `.pre` are beta; whoever names none means the stable ones. */
export function familyOf(revision: unknown): RevisionFamily {
  return typeof revision === 'string' && revision.endsWith('.pre') ? 'beta' : 'stable'
}

export type ByFamily<T> = Readonly<Record<RevisionFamily, T>>

/**
 * What answers each method and path: for each family of revisions the endpoint that is made for it, or
 * the only one there is.
 * @throws Error when two of a family have the same method and path
 */
export function byFamily<T extends { endpoint: Endpoint }>(all: readonly T[]): ByFamily<T>[] {
  const together = Map.groupBy(all, ({ endpoint }) => `${endpoint.method} ${endpoint.path}`)
  return [...together].map(([name, some]) => {
    const [beta, ...otherBetas] = some.filter(({ endpoint }) => endpoint.revision === 'beta')
    const [stable, ...others] = some.filter(({ endpoint }) => endpoint.revision !== 'beta')
    const first = stable ?? beta
    const second = beta ?? stable
    if (!first || !second || otherBetas.length + others.length > 0) {
      throw new Error(`two endpoints answer ${name}`)
    }
    return { stable: first, beta: second }
  })
}

/** The endpoints that answer a family of revisions: one for each method and path. */
export function endpointsFor(endpoints: readonly Endpoint[], family: RevisionFamily): Endpoint[] {
  return byFamily(endpoints.map((endpoint) => ({ endpoint }))).map((one) => one[family].endpoint)
}
