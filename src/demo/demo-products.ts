import type { DemoProductRow } from './demo-product.ts'
import { CLOTHING } from './demo-products-clothing.ts'
import { LEISURE } from './demo-products-leisure.ts'
import { LIVING } from './demo-products-living.ts'

/** All that the demo shop sells. Made up for it; prices in EUR. */
export const DEMO_PRODUCTS: readonly DemoProductRow[] = [...CLOTHING, ...LIVING, ...LEISURE]
