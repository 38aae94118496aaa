import type { Route } from '../platform/http.ts'
import { templatePreviewRoutes } from './template-previews.http.ts'
import { templateRoutes } from './templates.http.ts'
import { universalContentRoutes } from './universal-content.http.ts'

/** Templates, what they share, and what they would become. */
export const contentRoutes: readonly Route[] = [
  ...templateRoutes,
  ...universalContentRoutes,
  ...templatePreviewRoutes,
]
