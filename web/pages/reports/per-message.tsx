import { Anchor, Badge, Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { MESSAGE_CHANNELS, type MessageChannel } from '../../../src/contract/messages.ts'
import type { MessageStatistic } from '../../../src/contract/reports.ts'
import { useAccount } from '../../account.ts'
import { type MessageValues, messageValues, type ReportQuestion } from '../../api/reports.ts'
import { paths } from '../../paths.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Proven } from '../../ui/proven.tsx'
import { downloadCsv } from './download-csv.ts'

const COLUMNS = [
  'recipients',
  'delivered',
  'open_rate',
  'click_rate',
  'conversions',
  'conversion_value',
  'unsubscribe_rate',
] as const satisfies readonly MessageStatistic[]
/** Left out on narrow screens. */
const SECONDARY: ReadonlySet<MessageStatistic> = new Set(['delivered', 'unsubscribe_rate'])

/** The same numbers for each message of flows and campaigns; each opens its proof. */
export function PerMessage(props: {
  question: ReportQuestion
  show: (name: MessageStatistic, value: number) => string
  onProof: (statistic: MessageStatistic, question: ReportQuestion) => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const { question, show, onProof } = props
  const flows = useValues(question, 'flow')
  const campaigns = useValues(question, 'campaign')
  const rows = [...(flows.data ?? []), ...(campaigns.data ?? [])].map(rowOf)
  const problem = flows.error ?? campaigns.error
  if (problem) return <ProblemNotice problem={problem} />
  return (
    <Panel
      title={t('reports.perMessage')}
      flush
      action={
        <Button
          variant="default"
          onClick={() =>
            downloadCsv('messages.csv', [
              ['flow_id', 'campaign_id', 'message_id', 'message', 'channel', ...COLUMNS],
              ...rows.map((row) => [
                row.flowId,
                row.campaignId,
                row.messageId,
                row.name,
                row.channel,
                ...COLUMNS.map((name) => row.statistics[name] ?? 0),
              ]),
            ])
          }
        >
          {t('reports.download')}
        </Button>
      }
    >
      <DataTable
        caption={t('reports.perMessage')}
        rows={rows}
        columns={[
          {
            key: 'message',
            header: t('reports.message'),
            cell: (row) => {
              const name = row.name ?? t('reports.unnamed')
              const to = row.flowId
                ? paths.flow(account.id, row.flowId)
                : paths.campaign(account.id, row.campaignId ?? '')
              return (
                <Anchor component={Link} to={to}>
                  {row.parent ? `${row.parent}: ${name}` : name}
                </Anchor>
              )
            },
          },
          {
            key: 'channel',
            header: t('reports.channel'),
            secondary: true,
            cell: (row) => (
              <Badge variant="light">
                {isMessageChannel(row.channel)
                  ? t(`campaigns.channel_${row.channel}`)
                  : row.channel}
              </Badge>
            ),
          },
          ...COLUMNS.map((name) => ({
            key: name,
            header: t(`reports.stat_${name}`),
            align: 'end' as const,
            secondary: SECONDARY.has(name),
            cell: (row: Row) => {
              const shown = show(name, row.statistics[name] ?? 0)
              const label = `${row.name ?? t('reports.unnamed')}: ${t(`reports.stat_${name}`)}`
              return (
                <Proven
                  name={label}
                  shown={shown}
                  onOpen={() => onProof(name, questionOf(row, question))}
                />
              )
            },
          })),
        ]}
      />
    </Panel>
  )
}

function isMessageChannel(channel: string | null): channel is MessageChannel {
  return MESSAGE_CHANNELS.some((one) => one === channel)
}

type Row = ReturnType<typeof rowOf>

function rowOf({ groupings, statistics }: MessageValues[number]) {
  const of = (name: string) => groupings[name] ?? null
  const messageId = of('flow_message_id') ?? of('campaign_message_id')
  return {
    id: `${of('flow_id') ?? of('campaign_id')} ${messageId}`,
    flowId: of('flow_id'),
    campaignId: of('campaign_id'),
    messageId,
    parent: of('flow_name'),
    name: of('flow_message_name') ?? of('campaign_message_name'),
    channel: of('send_channel'),
    statistics,
  }
}

/** The question of one line alone. */
function questionOf(row: Row, question: ReportQuestion): ReportQuestion {
  const report = row.flowId ? 'flow' : 'campaign'
  const only = [
    [`${report}_id`, row.flowId ?? row.campaignId],
    [`${report}_message_id`, row.messageId],
    ['send_channel', row.channel],
  ]
  const where = only
    .filter(([, value]) => value !== null)
    .map(([field, value]) => `equals(${field},${JSON.stringify(value)})`)
    .join(',')
  return { ...question, report, where }
}

function useValues(question: ReportQuestion, report: 'flow' | 'campaign') {
  const account = useAccount()
  return useQuery({
    ...messageValues(account.id, { ...question, report, statistics: COLUMNS }),
    enabled: question.report === 'all' || question.report === report,
    placeholderData: keepPreviousData,
  })
}
