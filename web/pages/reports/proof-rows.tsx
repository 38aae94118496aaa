import { Anchor, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { PROOF_PARTS, type ProofPartName } from '../../../src/contract/proofs.ts'
import { useAccount } from '../../account.ts'
import { type ProofQuestion, type ProofRowState, proofRows } from '../../api/proofs.ts'
import { paths } from '../../paths.ts'
import { Person } from '../../people/person.tsx'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { MoreRows } from '../../table/more-rows.tsx'
import { useFormats } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { skipReasonWords } from '../../words/skip-reasons.ts'

/** The rows behind a number, page by page; of a rate those above the line or below it. */
export function ProofRows(props: { question: ProofQuestion; hasDenominator: boolean }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { question, hasDenominator } = props
  const [part, setPart] = useState<ProofPartName>('numerator')
  const found = useInfiniteQuery(proofRows(account.id, question, part))
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text fw={600}>{t('reports.rows')}</Text>
        {hasDenominator ? (
          <SegmentedControl
            aria-label={t('reports.rows')}
            value={part}
            data={PROOF_PARTS.map((one) => ({ value: one, label: t(`reports.${one}`) }))}
            onChange={setPart}
          />
        ) : null}
      </Group>
      <ProblemNotice problem={found.error} />
      <DataTable cards caption={t('reports.rows')} rows={rows} columns={useColumns(rows)} />
      <MoreRows of={found} label={t('reports.moreRows')} isSmall />
    </Stack>
  )
}

function useColumns(rows: readonly ProofRowState[]): Column<ProofRowState>[] {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const hasStates = rows.some(({ kind }) => STATED.has(kind))
  const hasReasons = rows.some((row) => row.reason !== null)
  const hasMessages = rows.some((row) => row.message_name !== null)
  return [
    {
      key: 'what',
      header: t('reports.rowWhat'),
      cell: (row) =>
        row.conversation_id ? (
          <Anchor inherit component={Link} to={paths.conversation(account.id, row.conversation_id)}>
            {t(`reports.row_${row.kind}`)}
          </Anchor>
        ) : (
          t(`reports.row_${row.kind}`)
        ),
    },
    {
      key: 'when',
      header: t('reports.rowWhen'),
      cell: (row) => formats.dayAndTime(row.at, account.timezone),
    },
    ...(hasMessages
      ? [
          {
            key: 'message',
            header: t('reports.message'),
            cell: (row: ProofRowState) => row.message_name ?? t('reports.unnamed'),
          },
        ]
      : []),
    ...(hasStates
      ? [
          {
            key: 'state',
            header: t('reports.rowState'),
            cell: (row: ProofRowState) => stateOf(row, t),
          },
        ]
      : []),
    ...(hasReasons
      ? [
          {
            key: 'why',
            header: t('reports.rowWhy'),
            cell: (row: ProofRowState) => reasonOf(row, t, i18n.language),
          },
        ]
      : []),
    {
      key: 'who',
      header: t('reports.rowWho'),
      cell: (row) => <Person id={row.profile_id} />,
    },
    {
      key: 'counts',
      header: t('reports.rowCounts'),
      align: 'end',
      cell: (row) => formats.number(row.counts),
    },
  ]
}

const STATED: ReadonlySet<string> = new Set(['message', 'recipient', 'passage'])

/** What became of a message or of a step, as other pages say it. */
function stateOf({ kind, state }: ProofRowState, t: TFunction): string {
  if (state === null) return '–'
  if (kind === 'passage') {
    return state === 'waiting'
      ? t('sending.state_queued')
      : t(`flows.outcome_${state}`, { defaultValue: state })
  }
  return t(`sending.state_${state}`, { defaultValue: state })
}

/** Why a message was skipped, or a membership began or ended, as other pages say it. */
function reasonOf({ kind, reason }: ProofRowState, t: TFunction, language: string): string {
  if (reason === null) return '–'
  if (kind === 'message' || kind === 'passage') return skipReasonWords(reason, language)
  return t(`groups.cause_${reason}`, { defaultValue: reason })
}
