import type { Route } from '../platform/http.ts'
import { flowRoutes as definitionRoutes } from './flows.http.ts'
import { passageRoutes } from './passages.http.ts'

/** Flows, and who is in them. */
export const flowRoutes: readonly Route[] = [...definitionRoutes, ...passageRoutes]
