import { useLocation, useNavigate } from 'react-router'
import type { ProofQuestion } from '../../api/proofs.ts'
import { withProof } from './proof-address.ts'

/** Kept with the entry of the history that opening made. */
const OPENED_HERE = { isProofOpenedHere: true }

/** Opens a number's proof. It becomes part of the address, so that the address leads to it. */
export function useOpenProof(): (question: ProofQuestion) => void {
  const navigate = useNavigate()
  const { search } = useLocation()
  return (question) =>
    void navigate(
      { search: withProof(new URLSearchParams(search), question) },
      { state: OPENED_HERE, preventScrollReset: true },
    )
}

/** Closes it: back to the page from which it was opened, or, after a link, to the page without it. */
export function useCloseProof(): () => void {
  const navigate = useNavigate()
  const { search, state } = useLocation()
  const wasOpenedHere: unknown = state?.isProofOpenedHere
  return () => {
    if (wasOpenedHere) void navigate(-1)
    else {
      const others = withProof(new URLSearchParams(search), null)
      void navigate({ search: others }, { replace: true, preventScrollReset: true })
    }
  }
}
