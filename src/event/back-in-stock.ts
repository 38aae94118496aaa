import type { BackInStockSubscription } from '../contract/catalogs.ts'
import { SECOND_MS, wholeSecond } from '../platform/time.ts'
import type { EventFacts } from './new-event.ts'

/** The metric of wanting to know when something is there again; flows begin with it. */
export const BACK_IN_STOCK_METRIC = 'Subscribed to Back in Stock'

interface WantedVariant {
  variantId: string
  itemId: string
  title: string
  sku: string
  url: string
  imageUrl: string | null
  price: number
}

/** What is recorded of a wish: the variant as it was shown, and where the person wants to hear of it. */
export function backInStockEvent(
  variant: WantedVariant,
  item: { title: string } | undefined,
  { channels, now }: { channels: BackInStockSubscription['attributes']['channels']; now: Date },
): EventFacts {
  const occurredAt = wholeSecond(now)
  return {
    metricName: BACK_IN_STOCK_METRIC,
    integrationKey: 'api',
    occurredAt,
    // A second click on the button says nothing new; a wish of another day does.
    uniqueId: `${variant.variantId} ${occurredAt.getTime() / SECOND_MS}`,
    value: null,
    valueCurrency: null,
    properties: {
      VariantID: variant.variantId,
      ProductID: variant.itemId,
      ProductName: item?.title ?? variant.title,
      VariantName: variant.title,
      SKU: variant.sku,
      URL: variant.url,
      ImageURL: variant.imageUrl,
      Price: variant.price,
      Channels: [...new Set(channels)],
    },
    isBackfill: false,
  }
}
