import { SegmentedControl, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GroupNumber } from '../../../src/contract/group-proof.ts'
import { useAccount } from '../../account.ts'
import { type Growth, growth } from '../../api/groups.ts'
import { Chart } from '../../ui/chart.tsx'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { Stat, Stats } from '../../ui/stat.tsx'
import { addDays, dayIn, startOfDay } from '../../ui/zone.ts'
import { intervalAt } from '../reports/interval-at.ts'
import { useOpenProof } from '../reports/use-open-proof.ts'

const VIEWS = ['size', 'changes'] as const
type View = (typeof VIEWS)[number]

/** How a segment grew in the last 30 days; every number opens its proof. */
export function GrowthPanel(props: { segmentId: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { data } = useQuery(growth(account.id, props.segmentId))
  const [view, setView] = useState<View>('size')
  const openProof = useOpenProof()
  if (!data || data.dates.length === 0) return null
  const { dates, added, removed, total } = data
  const labels = dates.map((at) => formats.day(new Date(at), account.timezone))
  const span = spanOf(data, account.timezone)
  const name = (number: GroupNumber) => t(`groups.number_${number}`)
  const prove = (number: GroupNumber, of: { from: string; until: string }) =>
    openProof({ kind: 'group', group_id: props.segmentId, number, ...of })
  const series = (number: GroupNumber, values: number[], role: 'main' | 'bar') => ({
    name: name(number),
    values,
    role,
    onOpen: (point: number) => prove(number, intervalAt({ ...span, dates }, point)),
  })
  const [joined, left] = [sum(added), sum(removed)]
  const stat = (number: GroupNumber, value: number) => (
    <Stat label={name(number)} value={formats.number(value)} onOpen={() => prove(number, span)} />
  )
  return (
    <Panel
      title={t('groups.growth')}
      hint={t('common.daysIn', { zone: account.timezone })}
      action={
        <SegmentedControl
          aria-label={t('groups.growth')}
          value={view}
          data={VIEWS.map((one) => ({ value: one, label: t(`groups.view_${one}`) }))}
          onChange={setView}
        />
      }
    >
      <Stack gap="md">
        <Stats>
          {stat('joined', joined)}
          {stat('left', left)}
          {stat('net', joined - left)}
        </Stats>
        <Chart
          height={220}
          labels={labels}
          series={
            view === 'size'
              ? [series('size', total, 'main')]
              : [series('joined', added, 'bar'), series('left', removed, 'bar')]
          }
          format={formats.number}
          description={t(`groups.${view}Description`)}
        />
      </Stack>
    </Panel>
  )
}

/** From the first day until the last one is over. */
function spanOf({ dates }: Growth, zone: string): { from: string; until: string } {
  const [first = '', last = ''] = [dates.at(0), dates.at(-1)]
  const end = startOfDay(addDays(dayIn(zone, new Date(last)), 1), zone)
  return { from: first, until: end.toISOString() }
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}
