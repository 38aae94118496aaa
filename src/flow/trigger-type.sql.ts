import type { Fragment, Tx } from '../platform/sql.ts'

/** `triggerTypeOf` in the database, for sorting and filtering. */
export function triggerTypeSql(tx: Tx): Fragment {
  return tx`
    case
      when f.trigger_kind = 'metric' and f.trigger_key <> '' then 'Metric'
      when f.trigger_kind in ('list', 'segment') and f.trigger_key <> '' then 'Added to List'
      when f.trigger_kind = 'date' then 'Date Based'
      when f.trigger_kind = 'price-drop' then 'Price Drop'
      when f.trigger_kind = 'low-inventory' then 'Low Inventory'
      else 'Unconfigured'
    end collate "C"`
}
