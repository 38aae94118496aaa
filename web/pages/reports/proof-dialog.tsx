import { Anchor, Stack } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { MessageStatistic } from '../../../src/contract/reports.ts'
import { useAccount } from '../../account.ts'
import { type ProofState, proofRows, type ReportQuestion, reportProof } from '../../api/reports.ts'
import { paths } from '../../paths.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { useFormats } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { ProofFacts, type ProofPart, ProofRows } from './proof-parts.tsx'

interface ProofProps {
  question: ReportQuestion
  statistic: MessageStatistic
  show: (name: MessageStatistic, value: number) => string
}

/** How a number comes about, and the rows behind it. */
export function ProofDialog(props: ProofProps & { onClose: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { question, statistic, onClose } = props
  const { data, error } = useQuery(reportProof(account.id, question, statistic))
  return (
    <Dialog
      opened
      onClose={onClose}
      size="xl"
      title={t('reports.proof', { name: t(`reports.stat_${statistic}`) })}
    >
      <ProblemNotice problem={error} />
      {data ? (
        <Stack gap="lg">
          <Facts {...props} proof={data} />
          <Rows {...props} hasDenominator={data.denominator !== null} />
        </Stack>
      ) : null}
    </Dialog>
  )
}

function Facts(props: ProofProps & { proof: ProofState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { proof, statistic, show } = props
  const { window } = proof
  const at = (instant: string) => formats.dayAndTime(instant, window.timezone)
  return (
    <ProofFacts
      proof={proof}
      value={show(statistic, proof.value)}
      facts={[
        {
          key: 'window',
          label: t('reports.window'),
          value: t('reports.windowText', {
            from: at(window.from_at),
            until: at(window.until_at),
            zone: window.timezone,
          }),
        },
        { key: 'conversion', label: t('reports.conversion'), value: proof.conversion_metric },
        {
          key: 'filter',
          label: t('reports.filter'),
          value: proof.filter ?? t('reports.everything'),
        },
        ...(proof.exclusions.length > 0
          ? [
              {
                key: 'excluded',
                label: t('reports.excluded'),
                value: <span lang="en">{proof.exclusions.join(', ')}</span>,
              },
            ]
          : []),
      ]}
    />
  )
}

function Rows(props: ProofProps & { hasDenominator: boolean }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { question, statistic, hasDenominator } = props
  const [part, setPart] = useState<ProofPart>('numerator')
  const found = useInfiniteQuery(proofRows(account.id, question, { statistic, part }))
  return (
    <ProofRows
      found={found}
      rows={found.data?.pages.flatMap((page) => page.rows) ?? []}
      part={hasDenominator ? part : null}
      onPart={setPart}
      columns={[
        {
          key: 'what',
          header: t('reports.rowWhat'),
          cell: (row) => t(`reports.row_${row.kind}`),
        },
        {
          key: 'when',
          header: t('reports.rowWhen'),
          cell: (row) => formats.dayAndTime(row.at, account.timezone),
        },
        {
          key: 'message',
          header: t('reports.message'),
          secondary: true,
          cell: (row) => row.message_name ?? t('reports.unnamed'),
        },
        {
          key: 'who',
          header: t('reports.rowWho'),
          cell: (row) => (
            <Anchor component={Link} to={paths.profile(account.id, row.profile_id)}>
              {t('reports.openPerson')}
            </Anchor>
          ),
        },
        {
          key: 'counts',
          header: t('reports.rowCounts'),
          align: 'end',
          cell: (row) => formats.number(row.counts),
        },
      ]}
    />
  )
}
