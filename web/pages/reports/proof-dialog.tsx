import { Anchor, Button, Center, Code, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { MessageStatistic } from '../../../src/contract/reports.ts'
import { useAccount } from '../../account.ts'
import { type ProofState, proofRows, type ReportQuestion, reportProof } from '../../api/reports.ts'
import { paths } from '../../paths.ts'
import { DataTable } from '../../table/data-table.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useFormats } from '../../ui/format.ts'
import { KeyValues } from '../../ui/key-values.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

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
    <KeyValues
      items={[
        { key: 'value', label: t('reports.value'), value: show(statistic, proof.value) },
        {
          key: 'formula',
          label: t('reports.formula'),
          value: (
            <Code>
              {proof.formula} = {formats.number(proof.numerator.value)}
              {proof.denominator ? ` ÷ ${formats.number(proof.denominator.value)}` : ''}
            </Code>
          ),
        },
        {
          key: 'numerator',
          label: t('reports.numerator'),
          value: <span lang="en">{proof.numerator.definition}</span>,
        },
        ...(proof.denominator
          ? [
              {
                key: 'denominator',
                label: t('reports.denominator'),
                value: <span lang="en">{proof.denominator.definition}</span>,
              },
            ]
          : []),
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
        {
          key: 'link',
          label: t('reports.link'),
          value: (
            <Group gap={4} wrap="nowrap">
              <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
                {proof.link}
              </Text>
              <CopyButton text={proof.link} label={t('reports.copyLink')} />
            </Group>
          ),
        },
      ]}
    />
  )
}

function Rows(props: ProofProps & { hasDenominator: boolean }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { question, statistic, hasDenominator } = props
  const [part, setPart] = useState<'numerator' | 'denominator'>('numerator')
  const found = useInfiniteQuery(proofRows(account.id, question, { statistic, part }))
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text fw={600}>{t('reports.rows')}</Text>
        {hasDenominator ? (
          <SegmentedControl
            aria-label={t('reports.rows')}
            value={part}
            data={(['numerator', 'denominator'] as const).map((one) => ({
              value: one,
              label: t(`reports.${one}`),
            }))}
            onChange={(one) => setPart(one === 'denominator' ? one : 'numerator')}
          />
        ) : null}
      </Group>
      <ProblemNotice problem={found.error} />
      <DataTable
        caption={t('reports.rows')}
        rows={rows}
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
      {found.hasNextPage ? (
        <Center>
          <Button
            variant="default"
            size="xs"
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {t('reports.moreRows')}
          </Button>
        </Center>
      ) : null}
    </Stack>
  )
}
