import type { Route } from '../platform/http.ts'
import { catalogJobRoutes } from './bulk-jobs.http.ts'
import { catalogCategoryRoutes } from './categories.http.ts'
import { catalogItemRoutes } from './items.http.ts'
import { catalogVariantRoutes } from './variants.http.ts'

/** Everything about the catalogue. */
export const catalogRoutes: readonly Route[] = [
  ...catalogItemRoutes,
  ...catalogVariantRoutes,
  ...catalogCategoryRoutes,
  ...catalogJobRoutes,
]
