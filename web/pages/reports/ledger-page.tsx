import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LEDGER_DEEDS, type LedgerDeed, type LedgerNumber } from '../../../src/contract/home.ts'
import { useAccount } from '../../account.ts'
import { type LedgerLineState, recommendationLedger } from '../../api/reports.ts'
import { DataTable } from '../../table/data-table.tsx'
import { useClockNow } from '../../ui/clock.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Proven } from '../../ui/proven.tsx'
import { addDays, dayIn } from '../../ui/zone.ts'
import { downloadCsv } from './download-csv.ts'
import { useOpenProof } from './use-open-proof.ts'

const RANGES = ['7', '30', '90', '365'] as const

/** What came of the products that the agent showed. */
export function Component() {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const now = useClockNow()
  const [days, setDays] = useState<(typeof RANGES)[number]>('30')
  const end = dayIn(account.timezone, now())
  const start = addDays(end, 1 - Number(days))
  const { data, error, refetch } = useQuery({
    ...recommendationLedger(account.id, { start, end }),
    placeholderData: keepPreviousData,
  })
  const openProof = useOpenProof()
  const share = (line: LedgerLineState, deed: LedgerDeed) =>
    line.people === 0 ? 0 : line[deed] / line.people
  const proven = (line: LedgerLineState, number: LedgerNumber, shown: string) => (
    <Proven
      name={`${line.title}: ${t(`reports.ledger_${number}`)}`}
      shown={shown}
      onOpen={() => openProof({ kind: 'ledger', number, product_id: line.id, start, end })}
    />
  )
  return (
    <Page
      title={t('reports.ledger')}
      lead={t('reports.ledgerLead')}
      wide
      action={
        data && data.length > 0 ? (
          <Button
            variant="default"
            onClick={() =>
              downloadCsv('recommendations.csv', [
                ['product_id', 'title', 'shown', 'people', ...LEDGER_DEEDS],
                ...data.map((line) => [
                  line.id,
                  line.title,
                  line.shown,
                  line.people,
                  ...LEDGER_DEEDS.map((deed) => line[deed]),
                ]),
              ])
            }
          >
            {t('reports.download')}
          </Button>
        ) : null
      }
    >
      <Stack gap="lg">
        <Select
          label={t('reports.range')}
          w={180}
          allowDeselect={false}
          value={days}
          data={RANGES.map((one) => ({ value: one, label: t(`reports.range_${one}`) }))}
          onChange={(one) => (one ? setDays(one) : undefined)}
        />
        {error ? <ProblemNotice problem={error} onRetry={() => void refetch()} /> : null}
        {data ? (
          <Panel flush>
            {data.length === 0 ? (
              <EmptyState title={t('reports.noLedger')} body={t('reports.noLedgerBody')} />
            ) : (
              <DataTable
                caption={t('reports.ledger')}
                cards
                rows={data}
                columns={[
                  { key: 'product', header: t('reports.product'), cell: (line) => line.title },
                  ...(['shown', 'people'] as const).map((number) => ({
                    key: number,
                    header: t(`reports.ledger_${number}`),
                    align: 'end' as const,
                    cell: (line: LedgerLineState) =>
                      proven(line, number, formats.number(line[number])),
                  })),
                  ...LEDGER_DEEDS.map((deed) => ({
                    key: deed,
                    header: t(`reports.ledger_${deed}`),
                    align: 'end' as const,
                    cell: (line: LedgerLineState) => (
                      <Group gap={6} justify="flex-end" wrap="nowrap">
                        {proven(line, deed, formats.number(line[deed]))}
                        <Text span size="xs" c="dimmed">
                          {proven(line, `${deed}_rate`, formats.percent(share(line, deed)))}
                        </Text>
                      </Group>
                    ),
                  })),
                ]}
              />
            )}
          </Panel>
        ) : null}
      </Stack>
    </Page>
  )
}
