import type { CatalogNoun } from '../contract/catalogs.ts'
import { conflict, notFound, type Problem, quote } from '../platform/problem.ts'
import { catalogId } from './catalog-id.ts'

/** What became of one row of a batch. */
export type RowResult = { id: string } | { refused: Problem }

export function taken(noun: CatalogNoun, id: string): { refused: Problem } {
  const detail = `A catalog ${noun} with the external id ${quote(id)} exists.`
  const fix = `Change it: PATCH the ${noun} ${catalogId(id)}, or choose another external id.`
  return { refused: conflict('duplicate', detail, fix) }
}

export function missing(noun: CatalogNoun, shownId: string): { refused: Problem } {
  return { refused: notFound(`catalog-${noun}`, shownId) }
}

/** The id of a row that was not refused. */
export function acceptedId(result: RowResult | undefined): string {
  if (!result) throw new Error('a batch of one row has one result')
  if ('refused' in result) throw result.refused
  return result.id
}
