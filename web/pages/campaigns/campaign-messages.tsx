import { Alert, Anchor, Stack, Text } from '@mantine/core'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CampaignNumber } from '../../../src/contract/campaign-proof.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  type CampaignState,
  campaignMessages,
  campaignVariations,
  isAtWork,
  type MessageOfSeveral,
  sendCampaign,
  type VariationState,
} from '../../api/campaigns.ts'
import { groupList } from '../../api/groups.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Proven } from '../../ui/proven.tsx'
import { done } from '../../ui/toast.ts'
import { useOpenProof } from '../reports/use-open-proof.ts'
import { CampaignProgress } from './campaign-progress.tsx'
import { StatusBadge } from './status-badge.tsx'
import { useStrategyWords } from './strategy-words.ts'

/** How often the numbers of messages at work are asked for. */
const NUMBERS_MS = 3_000

/** A campaign of several messages or audiences, which a program made: to whom each goes, and how far it has come. */
export function CampaignMessages({ campaign }: { campaign: CampaignState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data: messages, error } = useQuery(campaignMessages(account.id, campaign.id))
  // Asked again when one of them goes on, so that the last numbers are not those of before.
  const asOf = messages?.map(({ status }) => status).join() ?? ''
  const { data: variations = [] } = useQuery({
    ...campaignVariations(account.id, { id: campaign.id, asOf }),
    placeholderData: keepPreviousData,
    refetchInterval: messages?.some(isAtWork) ? NUMBERS_MS : false,
  })
  if (!messages) {
    return error ? <ProblemNotice problem={error} /> : <Text c="dimmed">{t('common.loading')}</Text>
  }
  if (messages.length === 0) {
    return <EmptyState title={t('campaigns.noMessages')} body={t('campaigns.noMessagesBody')} />
  }
  const drafts = messages.filter(({ status }) => status === 'Draft')
  const byAudience = Map.groupBy(messages, ({ audience }) => audience.id)
  return (
    <>
      <Alert color="gray">
        {t('campaigns.severalMessages', { count: messages.length })}
        {byAudience.size > 1 ? ` ${t('campaigns.onePath')}` : null}
      </Alert>
      {drafts.length < messages.length ? (
        <CampaignProgress campaign={{ ...campaign, test: null }} />
      ) : null}
      {campaign.all_audiences.toSorted(byPrecedence).map((audience, place) => (
        <AudiencePanel
          key={audience.id}
          campaignId={campaign.id}
          name={audience.name ?? t('campaigns.audienceNumber', { number: place + 1 })}
          audience={audience}
          messages={byAudience.get(audience.id) ?? []}
          variations={variations}
        />
      ))}
      {drafts.length > 0 ? <SendDrafts campaign={campaign} count={drafts.length} /> : null}
    </>
  )
}

/** The lowest priority first, then those without, in the order of the campaign. */
function byPrecedence(a: Audience, b: Audience): number {
  return (a.priority ?? Number.MAX_VALUE) - (b.priority ?? Number.MAX_VALUE)
}

type Audience = CampaignState['all_audiences'][number]

interface Row {
  id: string
  message: MessageOfSeveral
  /** Null: the message as a whole. */
  variation: VariationState | null
  numbers: Pick<VariationState, 'recipients' | 'delivered' | 'opened' | 'clicked'>
}

function AudiencePanel(props: {
  campaignId: string
  name: string
  audience: Audience
  messages: MessageOfSeveral[]
  variations: VariationState[]
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data: groups } = useQuery(groupList(account.id, { kind: null, search: '' }))
  const names = (ids: readonly string[]) =>
    ids.map((id) => groups?.find((one) => one.id === id)?.name ?? id).join(', ')
  const { included, excluded } = props.audience
  const columns = useColumns(props.campaignId)
  return (
    <Panel
      flush
      title={props.name}
      hint={
        (included.length > 0
          ? t('campaigns.goesTo', { groups: names(included) })
          : t('campaigns.goesToNobody')) +
        (excluded.length > 0 ? ` ${t('campaigns.butNotTo', { groups: names(excluded) })}` : '')
      }
    >
      {props.messages.length > 0 ? (
        <DataTable
          caption={t('campaigns.messagesOf', { name: props.name })}
          linked={false}
          rows={props.messages.flatMap((message) => rowsOf(message, props.variations))}
          columns={columns}
        />
      ) : (
        <Text size="sm" c="dimmed" px="lg" pb="md">
          {t('campaigns.getsNothing')}
        </Text>
      )}
    </Panel>
  )
}

function rowsOf(message: MessageOfSeveral, all: VariationState[]): Row[] {
  const own = all.filter((one) => one.messageId === message.id)
  const sum = (key: keyof Row['numbers']) => own.reduce((total, one) => total + one[key], 0)
  const numbers = {
    recipients: message.progress.recipients,
    delivered: sum('delivered'),
    opened: sum('opened'),
    clicked: sum('clicked'),
  }
  const whole: Row = { id: message.id, message, variation: null, numbers }
  if (own.length < 2) return [whole]
  return [
    whole,
    ...own.map((one) => ({ id: `${one.id} one`, message, variation: one, numbers: one })),
  ]
}

function useColumns(campaignId: string): Column<Row>[] {
  const { t } = useTranslation()
  const openProof = useOpenProof()
  const formats = useFormats()
  const rate = (part: number, whole: number) => (whole === 0 ? '–' : formats.percent(part / whole))
  const proven = (
    { message, variation }: Pick<Row, 'message' | 'variation'>,
    number: CampaignNumber,
    shown: string,
  ) => {
    const said = message.label || message.content['subject'] || message.content['body'] || ''
    const name = [variation?.name ?? said, t(`campaigns.${number}`)].filter(Boolean).join(', ')
    const of = variation ? { variation_id: variation.id } : {}
    return (
      <Proven
        name={name}
        shown={shown}
        onOpen={() =>
          openProof({
            kind: 'campaign',
            campaign_id: campaignId,
            number,
            message_id: message.id,
            ...of,
          })
        }
      />
    )
  }
  return [
    { key: 'message', header: t('campaigns.message'), cell: (row) => <Said row={row} /> },
    {
      key: 'status',
      header: t('campaigns.status'),
      width: 140,
      cell: ({ message, variation }) => (variation ? null : <StatusBadge campaign={message} />),
    },
    {
      key: 'recipients',
      header: t('campaigns.recipients'),
      align: 'end',
      cell: ({ message, variation, numbers }) =>
        variation || message.progress.is_resolved
          ? proven({ message, variation }, 'recipients', formats.number(numbers.recipients))
          : '–',
    },
    {
      key: 'delivered',
      header: t('campaigns.delivered'),
      align: 'end',
      cell: (row) => proven(row, 'delivered', formats.number(row.numbers.delivered)),
    },
    {
      key: 'opened',
      header: t('campaigns.by_open-rate'),
      align: 'end',
      secondary: true,
      cell: (row) => proven(row, 'open_rate', rate(row.numbers.opened, row.numbers.delivered)),
    },
    {
      key: 'clicked',
      header: t('campaigns.by_click-rate'),
      align: 'end',
      secondary: true,
      cell: (row) => proven(row, 'click_rate', rate(row.numbers.clicked, row.numbers.delivered)),
    },
  ]
}

/** What a message says, and where the whole of it is. */
function Said({ row: { message, variation } }: { row: Row }) {
  const { t } = useTranslation()
  const account = useAccount()
  const words = useStrategyWords()
  const formats = useFormats()
  const { content, templateId } = variation ?? message
  const said = content['subject'] || content['body'] || t('campaigns.saysNothing')
  const { excluded, unreachable, is_resolved } = message.progress
  return (
    <Stack gap={2} align="flex-start" pl={variation ? 'md' : 0} style={{ minWidth: 180 }}>
      <Text size="sm" fw={variation ? 400 : 550} style={{ overflowWrap: 'anywhere' }}>
        {variation
          ? variation.isWinner
            ? t('campaigns.winner', { name: variation.name })
            : variation.name
          : message.label || said}
      </Text>
      {variation || message.label ? (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }} lineClamp={3}>
          {said}
        </Text>
      ) : null}
      {variation ? null : (
        <Text size="xs" c="dimmed">
          {t(`campaigns.channel_${message.channel}`)} · {words(message.strategy)}
          {is_resolved
            ? ` · ${t('campaigns.leftOut', {
                excluded: formats.number(excluded),
                unreachable: formats.number(unreachable),
              })}`
            : ''}
        </Text>
      )}
      {message.hold && !variation ? (
        <Text size="xs" c="var(--notice-text)">
          {message.hold.detail}
        </Text>
      ) : null}
      {templateId ? (
        <Anchor component={Link} to={paths.template(account.id, templateId)} size="xs">
          {t('campaigns.editTemplate')}
        </Anchor>
      ) : null}
    </Stack>
  )
}

function SendDrafts(props: { campaign: CampaignState; count: number }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('campaigns:write')
  const [isAsking, setAsking] = useState(false)
  const send = useMutation({
    mutationFn: () => sendCampaign(account.id, props.campaign.id),
    onSuccess: () => {
      done(t('campaigns.onItsWay'))
      setAsking(false)
    },
  })
  const { count } = props
  return (
    <>
      <Act style={{ alignSelf: 'flex-end' }} refusal={refusal} onClick={() => setAsking(true)}>
        {t('campaigns.sendDrafts', { count })}
      </Act>
      <ConfirmDialog
        opened={isAsking}
        title={t('campaigns.sendDraftsTitle', { count })}
        body={t('campaigns.sendDraftsBody')}
        action={t('campaigns.sendDrafts', { count })}
        busy={send.isPending}
        problem={send.error}
        onConfirm={() => send.mutate()}
        onClose={() => setAsking(false)}
      />
    </>
  )
}
