import { expect } from 'vitest'
import type { ProofKind, ProofPartName } from '../src/contract/proofs.ts'
import { call, type TestServer } from './running-server.ts'

export interface ProvenRow {
  id: string
  attributes: Record<string, unknown>
}

/**
 * A number by its proof. Its link must bring it back, and the rows behind both of its sums must be
 * different ones and add up.
 *
 * @param pageSize of the pages in which the rows are read
 */
export async function proven(
  server: TestServer,
  kind: ProofKind,
  { question, pageSize = 2 }: { question: string; pageSize?: number },
) {
  const path = `/api/x/${kind}-proof?${question}`
  const { status, body } = await call(server, 'GET', path)
  expect([path, status, body.errors]).toEqual([path, 200, undefined])
  const proof = body.data.attributes as unknown as {
    value: number | null
    numerator: { value: number }
    denominator: { value: number } | null
    window: { from_at: string }
    formula: string
    link: string
    rows_link: string
  }
  const same = await call(server, 'GET', pathOf(proof.link))
  expect(same.body.data.attributes).toEqual(body.data.attributes)
  const rows = await rowsOf('numerator')
  expect(sum(rows)).toBeCloseTo(proof.numerator.value, 6)
  if (proof.denominator) {
    expect(sum(await rowsOf('denominator'))).toBeCloseTo(proof.denominator.value, 6)
  }
  return { ...proof, rows }

  async function rowsOf(part: ProofPartName): Promise<ProvenRow[]> {
    const found: ProvenRow[] = []
    let next: string | null = `${pathOf(proof.rows_link)}&part=${part}&page[size]=${pageSize}`
    while (next !== null) {
      const page = await call(server, 'GET', next)
      expect([next, page.status]).toEqual([next, 200])
      found.push(...page.body.data)
      const link: string | null = page.body.links.next
      next = link === null ? null : pathOf(link)
    }
    expect(new Set(found.map((row) => row.id)).size).toBe(found.length)
    return found
  }
}

function pathOf(link: string): string {
  const { pathname, search } = new URL(link)
  return pathname + search
}

function sum(rows: readonly ProvenRow[]): number {
  return rows.reduce((all, row) => all + Number(row.attributes['counts']), 0)
}
