import { Anchor, Stack } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccount } from '../../account.ts'
import {
  type FigureProofState,
  type FigureQuestion,
  figureProof,
  figureRows,
} from '../../api/figures.ts'
import { paths } from '../../paths.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { useFormats } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { ProofFacts, type ProofPart, ProofRows } from './proof-parts.tsx'
import { shownFigure } from './shown-figure.ts'

/** How a number of the home page or of the agent's dashboard comes about, and the rows behind it. */
export function FigureProofDialog(props: {
  question: FigureQuestion
  name: string
  onClose: () => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const { question, name, onClose } = props
  const { data, error } = useQuery(figureProof(account.id, question))
  return (
    <Dialog opened onClose={onClose} size="xl" title={t('reports.proof', { name })}>
      <ProblemNotice problem={error} />
      {data ? (
        <Stack gap="lg">
          <Facts proof={data} />
          <Rows question={question} proof={data} />
        </Stack>
      ) : null}
    </Dialog>
  )
}

function Facts({ proof }: { proof: FigureProofState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { window } = proof
  return (
    <ProofFacts
      proof={proof}
      value={shownFigure(proof, { formats, currency: proof.currency })}
      facts={[
        {
          key: 'window',
          label: t('reports.window'),
          value: (
            <>
              {t('agent.window', {
                start: window.start,
                end: window.end,
                zone: window.timezone,
              })}
              , <span lang="en">{window.counts_by}</span>
            </>
          ),
        },
        ...(proof.metrics.length > 0
          ? [{ key: 'metrics', label: t('reports.metrics'), value: proof.metrics.join(', ') }]
          : []),
        ...(proof.channel
          ? [
              {
                key: 'channel',
                label: t('reports.channel'),
                value: t(`conversations.channel_${proof.channel}`),
              },
            ]
          : []),
      ]}
    />
  )
}

function Rows(props: { question: FigureQuestion; proof: FigureProofState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { question, proof } = props
  const [part, setPart] = useState<ProofPart>('numerator')
  const found = useInfiniteQuery(figureRows(account.id, question, part))
  return (
    <ProofRows
      found={found}
      rows={found.data?.pages.flatMap((page) => page.rows) ?? []}
      part={proof.denominator ? part : null}
      onPart={setPart}
      columns={[
        {
          key: 'what',
          header: t('reports.rowWhat'),
          cell: (row) =>
            row.conversation_id ? (
              <Anchor component={Link} to={paths.conversation(account.id, row.conversation_id)}>
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
