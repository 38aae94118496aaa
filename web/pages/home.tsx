import { redirect } from 'react-router'
import { ApiProblem } from '../api/problem.ts'
import { queryClient } from '../api/query-client.ts'
import { installation, me } from '../api/session.ts'
import { paths } from '../paths.ts'

/** The front step: into the first account, or to the door that is open. */
export async function loader() {
  const person = await queryClient.ensureQueryData(me).catch((problem: unknown) => {
    if (problem instanceof ApiProblem && problem.status === 401) return null
    throw problem
  })
  const first = person?.attributes.accounts[0]
  if (first) throw redirect(paths.account(first.id))
  const { data } = await queryClient.ensureQueryData(installation)
  throw redirect(data.attributes.needs_owner ? paths.setup() : paths.signIn())
}

/** Never shown: the loader always leads on. */
export function Component() {
  return null
}
