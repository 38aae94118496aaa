import { useTranslation } from 'react-i18next'
import type { MessageStatistic } from '../../../src/contract/reports.ts'
import { useFormats } from '../../ui/format.ts'
import { Stat } from '../../ui/stat.tsx'

/** The numbers that are shown first. */
export const FIGURES = [
  'recipients',
  'delivery_rate',
  'open_rate',
  'click_rate',
  'conversion_rate',
  'conversion_value',
  'conversions',
  'revenue_per_recipient',
  'bounce_rate',
  'failed_rate',
  'unsubscribe_rate',
  'spam_complaint_rate',
] as const satisfies readonly MessageStatistic[]

/** A number that opens its proof, with what it was in the period before. */
export function Figure(props: {
  name: MessageStatistic
  value: number
  before: number | null
  show: (name: MessageStatistic, value: number) => string
  onOpen: () => void
}) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { name, value, before, show, onOpen } = props
  const label = t(`reports.stat_${name}`)
  const change = before ? value / before - 1 : null
  const compared =
    before === null
      ? null
      : `${t('reports.before')}: ${show(name, before)}${change === null ? '' : ` (${formats.signedPercent(change)})`}`
  return <Stat label={label} value={show(name, value)} note={compared} onOpen={onOpen} />
}
