import { Alert, Group, Progress, Stack, Text } from '@mantine/core'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { CampaignNumber } from '../../../src/contract/campaign-proof.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  type CampaignState,
  type CountState,
  campaignCounts,
  campaignVariations,
  cloneCampaign,
  controlCampaign,
  endSending,
  isAtWork,
  type VariationState,
} from '../../api/campaigns.ts'
import { groupList } from '../../api/groups.ts'
import { paths } from '../../paths.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useFormats } from '../../ui/format.ts'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Proven } from '../../ui/proven.tsx'
import { Stat, Stats } from '../../ui/stat.tsx'
import { failed } from '../../ui/toast.ts'
import { skipReasonWords } from '../../words/skip-reasons.ts'
import { useOpenProof } from '../reports/use-open-proof.ts'

const DONE: readonly CountState['state'][] = ['sent', 'delivered', 'kept', 'bounced', 'uncertain']

/** How far a campaign has come, and what can be done about it. */
export function CampaignProgress({ campaign }: { campaign: CampaignState }) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const formats = useFormats()
  const { data: counts = [] } = useQuery({
    ...campaignCounts(account.id, campaign),
    placeholderData: keepPreviousData,
  })
  const count = (states: readonly CountState['state'][]) =>
    counts.filter((one) => states.includes(one.state)).reduce((sum, one) => sum + one.count, 0)
  const { data: variations = [] } = useQuery({
    ...campaignVariations(account.id, { id: campaign.id, asOf: campaign.status }),
    placeholderData: keepPreviousData,
    refetchInterval: isAtWork(campaign) ? RESULTS_MS : false,
  })
  const delivered = variations.reduce((sum, one) => sum + one.delivered, 0)
  const openProof = useOpenProof()
  const open = (number: CampaignNumber) => () =>
    openProof({ kind: 'campaign', campaign_id: campaign.id, number })
  const { progress } = campaign
  const sent = count(DONE)
  const skipped = count(['skipped', 'failed', 'cancelled'])
  const share = (part: number) => (progress.recipients > 0 ? (100 * part) / progress.recipients : 0)
  const reasons = counts.filter((one) => one.skip_reason !== null)
  return (
    <>
      <HoldNotice campaign={campaign} />
      <Panel title={t('campaigns.progress')} action={<Deeds campaign={campaign} />}>
        <Stack gap="md">
          <Stats>
            <Stat
              label={t('campaigns.recipients')}
              {...(progress.is_resolved ? { onOpen: open('recipients') } : {})}
              value={progress.is_resolved ? formats.number(progress.recipients) : '–'}
              note={
                progress.is_resolved
                  ? t('campaigns.leftOut', {
                      excluded: formats.number(progress.excluded),
                      unreachable: formats.number(progress.unreachable),
                    })
                  : t('campaigns.notYetDetermined')
              }
            />
            <Stat label={t('campaigns.sent')} value={formats.number(sent)} onOpen={open('sent')} />
            <Stat
              label={t('campaigns.delivered')}
              value={formats.number(delivered)}
              onOpen={open('delivered')}
            />
            <Stat
              label={t('campaigns.skipped')}
              value={formats.number(skipped)}
              onOpen={open('skipped')}
            />
            <Stat
              label={t('campaigns.waiting')}
              value={formats.number(progress.waiting + count(['queued', 'sending']))}
              onOpen={open('waiting')}
            />
          </Stats>
          <Progress.Root size="lg">
            <Progress.Section value={share(sent)} aria-label={t('campaigns.sent')} />
            <Progress.Section
              value={share(skipped)}
              color="gray"
              aria-label={t('campaigns.skipped')}
            />
          </Progress.Root>
          {campaign.send_time ? (
            <Text size="sm" c="dimmed">
              {t('campaigns.beginsAt')} <Moment at={campaign.send_time} zone={account.timezone} />
            </Text>
          ) : null}
          {reasons.length > 0 ? (
            <Stack gap={2}>
              <Text size="sm" fw={550}>
                {t('campaigns.whySkipped')}
              </Text>
              {reasons.map(({ skip_reason: reason, count }) => {
                if (reason === null) return null
                const words = skipReasonWords(reason, i18n.language)
                return (
                  <Text key={reason} size="sm" component="div">
                    {words}:{' '}
                    <Proven
                      name={words}
                      shown={formats.number(count)}
                      onOpen={() =>
                        openProof({
                          kind: 'campaign',
                          campaign_id: campaign.id,
                          number: 'skipped',
                          reason,
                        })
                      }
                    />
                  </Text>
                )
              })}
            </Stack>
          ) : null}
        </Stack>
      </Panel>
      {campaign.test ? <TestResult campaign={campaign} /> : null}
    </>
  )
}

function HoldNotice({ campaign }: { campaign: CampaignState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('campaigns:write')
  const { data: groups } = useQuery(groupList(account.id, { kind: null, search: '' }))
  const confirm = useMutation({
    mutationFn: () => controlCampaign(account.id, campaign.id, 'confirm'),
    onError: failed,
  })
  const { hold } = campaign
  if (!hold) return null
  const name = groups?.find((one) => one.id === hold.group_id)?.name ?? hold.group_id ?? ''
  return (
    <Alert color="apricot" title={t('campaigns.held')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t(`campaigns.hold_${hold.reason}`, { name })}</Text>
        {['overdue', 'restored'].includes(hold.reason) ? (
          <Act refusal={refusal} loading={confirm.isPending} onClick={() => confirm.mutate()}>
            {t('campaigns.confirmOverdue')}
          </Act>
        ) : null}
      </Stack>
    </Alert>
  )
}

function Deeds({ campaign }: { campaign: CampaignState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const refusal = useRefusal('campaigns:write')
  const [isCancelling, setCancelling] = useState(false)
  const control = useMutation({
    mutationFn: (action: 'pause' | 'resume') => controlCampaign(account.id, campaign.id, action),
    onError: failed,
  })
  const revert = useMutation({
    mutationFn: () => endSending(account.id, campaign.id, 'revert'),
    onError: failed,
  })
  const cancel = useMutation({
    mutationFn: () => endSending(account.id, campaign.id, 'cancel'),
    onSuccess: () => setCancelling(false),
  })
  const clone = useMutation({
    mutationFn: () =>
      cloneCampaign(account.id, campaign.id, t('campaigns.cloneOf', { name: campaign.name })),
    onSuccess: (id) => navigate(paths.campaign(account.id, id)),
    onError: failed,
  })
  const atWork = isAtWork(campaign)
  const over = atWork ? undefined : t('campaigns.nothingWaits')
  return (
    <>
      <Act
        variant="default"
        size="sm"
        loading={control.isPending}
        refusal={refusal ?? over}
        onClick={() => control.mutate(campaign.is_paused ? 'resume' : 'pause')}
      >
        {campaign.is_paused ? t('campaigns.resume') : t('campaigns.pause')}
      </Act>
      <Act
        variant="default"
        size="sm"
        loading={revert.isPending}
        refusal={
          refusal ??
          over ??
          (['Scheduled', 'Queued without Recipients', 'Preparing to send'].includes(campaign.status)
            ? undefined
            : t('campaigns.alreadySending'))
        }
        onClick={() => revert.mutate()}
      >
        {t('campaigns.revert')}
      </Act>
      <Act
        variant="default"
        size="sm"
        refusal={refusal ?? over}
        onClick={() => setCancelling(true)}
      >
        {t('campaigns.cancel')}
      </Act>
      <Act variant="default" size="sm" refusal={refusal} onClick={() => clone.mutate()}>
        {t('campaigns.clone')}
      </Act>
      <ConfirmDialog
        opened={isCancelling}
        title={t('campaigns.cancelTitle', { name: campaign.name })}
        body={t('campaigns.cancelBody')}
        action={t('campaigns.cancel')}
        busy={cancel.isPending}
        problem={cancel.error}
        onConfirm={() => cancel.mutate()}
        onClose={() => setCancelling(false)}
      />
    </>
  )
}

function TestResult({ campaign }: { campaign: CampaignState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const formats = useFormats()
  const { data = [] } = useQuery({
    ...campaignVariations(account.id, campaign),
    refetchInterval: isAtWork(campaign) ? RESULTS_MS : false,
  })
  const openProof = useOpenProof()
  const rate = (part: number, whole: number) => (whole === 0 ? '–' : formats.percent(part / whole))
  const proven = ({ id, name }: VariationState, number: CampaignNumber, shown: string) => {
    const title = `${name}, ${t(`campaigns.${number}`)}`
    return (
      <Proven
        name={title}
        shown={shown}
        onOpen={() =>
          openProof({ kind: 'campaign', campaign_id: campaign.id, number, variation_id: id })
        }
      />
    )
  }
  return (
    <Panel
      flush
      title={t('campaigns.variations')}
      hint={
        campaign.test?.winner_at ? (
          <Group gap={4} component="span">
            {t('campaigns.winnerAt')}
            <Moment at={campaign.test.winner_at} zone={account.timezone} />
          </Group>
        ) : null
      }
    >
      <DataTable
        caption={t('campaigns.variations')}
        linked={false}
        rows={data}
        columns={[
          {
            key: 'name',
            header: t('fields.name'),
            cell: (one) => (one.isWinner ? t('campaigns.winner', { name: one.name }) : one.name),
          },
          {
            key: 'recipients',
            header: t('campaigns.recipients'),
            align: 'end',
            cell: (one) => proven(one, 'recipients', formats.number(one.recipients)),
          },
          {
            key: 'delivered',
            header: t('campaigns.delivered'),
            align: 'end',
            cell: (one) => proven(one, 'delivered', formats.number(one.delivered)),
          },
          {
            key: 'opened',
            header: t('campaigns.by_open-rate'),
            align: 'end',
            cell: (one) => proven(one, 'open_rate', rate(one.opened, one.delivered)),
          },
          {
            key: 'clicked',
            header: t('campaigns.by_click-rate'),
            align: 'end',
            cell: (one) => proven(one, 'click_rate', rate(one.clicked, one.delivered)),
          },
        ]}
      />
    </Panel>
  )
}

const RESULTS_MS = 3_000
