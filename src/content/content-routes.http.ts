import type { Route } from '../platform/http.ts'
import { couponRoutes } from './coupons.http.ts'
import { templatePreviewRoutes } from './template-previews.http.ts'
import { templateRoutes } from './templates.http.ts'
import { universalContentRoutes } from './universal-content.http.ts'

/** Templates, what they share, what they would become, and coupons. */
export const contentRoutes: readonly Route[] = [
  ...templateRoutes,
  ...universalContentRoutes,
  ...templatePreviewRoutes,
  ...couponRoutes,
]
