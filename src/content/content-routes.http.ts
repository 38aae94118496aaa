import type { Route } from '../platform/http.ts'
import { brandRoutes } from './brand-settings.http.ts'
import { couponRoutes } from './coupons.http.ts'
import { imageRoutes } from './images.http.ts'
import { templatePreviewRoutes } from './template-previews.http.ts'
import { templateRoutes } from './templates.http.ts'
import { universalContentRoutes } from './universal-content.http.ts'

/** Templates, what they share, what they would become, coupons and images. */
export const contentRoutes: readonly Route[] = [
  ...templateRoutes,
  ...universalContentRoutes,
  ...templatePreviewRoutes,
  ...couponRoutes,
  ...imageRoutes,
  ...brandRoutes,
]
