import { ProofQuestion } from '../../api/proofs.ts'

/** What the address of a page says of the proof that is open over it: `?proof=figure&proof.figure=orders`. */
const KIND = 'proof'
const PREFIX = `${KIND}.`

/** The proof that an address opens: null if none, `unreadable` if what it says is no question. */
export function proofIn(search: URLSearchParams): ProofQuestion | 'unreadable' | null {
  const { of } = parted(search)
  if (of.length === 0) return null
  const said = of.map(([name, value]) => [
    name === KIND ? 'kind' : name.slice(PREFIX.length),
    value,
  ])
  const { success, data } = ProofQuestion.safeParse(Object.fromEntries(said))
  return success ? data : 'unreadable'
}

/** An address's query with this proof, or none, and everything else as it was. */
export function withProof(search: URLSearchParams, question: ProofQuestion | null): string {
  const next = new URLSearchParams(parted(search).others)
  const { kind, ...rest } = question ?? {}
  if (kind) next.set(KIND, kind)
  for (const [name, value] of Object.entries(rest)) if (value) next.set(PREFIX + name, value)
  // People read it too, and no browser needs these escaped.
  return next.toString().replaceAll('%3A', ':').replaceAll('%2C', ',')
}

function parted(search: URLSearchParams) {
  const { of = [], others = [] } = Object.groupBy([...search], ([name]) =>
    name === KIND || name.startsWith(PREFIX) ? 'of' : 'others',
  )
  return { of, others }
}
