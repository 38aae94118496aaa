import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Channel } from '../../src/contract/agent-words.ts'
import { type FigureName, FigureProof, FigureProofRow } from '../../src/contract/figures.ts'
import { call } from './client.ts'
import { many, nextCursor, one, resource } from './document.ts'

/** A figure of calendar days of the account's zone, both included. */
export interface FigureQuestion {
  figure: FigureName
  start: string
  end: string
  channel?: Channel
}

const Proof = one(resource(FigureProof.attributes))
export type FigureProofState = z.infer<typeof FigureProof.attributes>

export function figureProof(account: string, question: FigureQuestion) {
  return queryOptions({
    queryKey: [account, 'figure-proof', question],
    queryFn: async ({ signal }): Promise<FigureProofState> =>
      (await call('/api/x/figure-proof', Proof, { account, query: { ...question }, signal })).data
        .attributes,
  })
}

const Rows = many(resource(FigureProofRow.attributes))
export type FigureRowState = { id: string } & z.infer<typeof FigureProofRow.attributes>
const ROWS = 25

export function figureRows(
  account: string,
  question: FigureQuestion,
  part: 'numerator' | 'denominator',
) {
  return infiniteQueryOptions({
    queryKey: [account, 'figure-proof-rows', question, part],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const found = await call('/api/x/figure-proof-rows', Rows, {
        account,
        query: { ...question, part, 'page[size]': ROWS, 'page[cursor]': pageParam },
        signal,
      })
      return {
        rows: found.data.map((row): FigureRowState => ({ id: row.id, ...row.attributes })),
        next: nextCursor(found),
      }
    },
    getNextPageParam: (last) => last.next,
  })
}
