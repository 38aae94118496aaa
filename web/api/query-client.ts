import { QueryCache, QueryClient } from '@tanstack/react-query'
import { paths } from '../paths.ts'
import { ApiProblem } from './problem.ts'

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, problem) =>
        failures < 2 && !(problem instanceof ApiProblem && problem.status < 500),
    },
  },
})

/** A full page load also forgets what the previous person had in the cache. */
function leaveWhenSignedOut(problem: Error) {
  if (!(problem instanceof ApiProblem && problem.status === 401)) return
  if (!location.pathname.startsWith('/a/')) return
  location.assign(paths.signIn(location.pathname + location.search))
}
