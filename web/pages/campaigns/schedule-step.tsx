import { Group, Radio, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type SendStrategy, THROTTLE_PERCENTAGES } from '../../../src/contract/campaigns.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { type CampaignState, changeCampaign } from '../../api/campaigns.ts'
import { Act } from '../../ui/act.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { addDays, dayIn, instantOf } from '../../ui/zone.ts'
import { plannedAt } from './strategy-words.ts'

const KINDS = ['immediate', 'static', 'local', 'throttled', 'smart_send_time'] as const
type Kind = (typeof KINDS)[number]

export function ScheduleStep(props: { campaign: CampaignState; onNext: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('campaigns:write')
  const { campaign } = props
  const [kind, setKind] = useState<Kind>(kindOf(campaign.strategy))
  const [wall, setWall] = useState(() => wallOf(campaign.strategy, account.timezone))
  const [atOnce, setAtOnce] = useState(isAtOnce(campaign.strategy))
  const [percent, setPercent] = useState(percentOf(campaign.strategy))
  const save = useMutation({
    mutationFn: () =>
      changeCampaign(account.id, campaign.id, {
        send_strategy: strategyOf(kind, { wall, atOnce, percent, zone: account.timezone }),
      }),
    onSuccess: props.onNext,
  })
  const kinds = KINDS.filter((one) => one !== 'smart_send_time' || campaign.channel === 'email')
  return (
    <Panel title={t('campaigns.step_schedule')} hint={t('campaigns.scheduleHint')}>
      <Stack gap="md" maw={640}>
        <Radio.Group
          label={t('campaigns.when')}
          value={kind}
          onChange={(value) => setKind(KINDS.find((one) => one === value) ?? 'immediate')}
        >
          <Stack gap="xs" mt="xs">
            {kinds.map((one) => (
              <Radio
                key={one}
                value={one}
                label={t(`campaigns.kind_${one}`)}
                description={t(`campaigns.kindHint_${one}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {kind === 'immediate' ? null : kind === 'smart_send_time' ? (
          <TextInput
            type="date"
            label={t('campaigns.day')}
            value={wall.slice(0, 10)}
            onChange={(event) => setWall(`${event.currentTarget.value}T09:00`)}
          />
        ) : (
          <TextInput
            type="datetime-local"
            label={t('campaigns.dayAndTime')}
            description={
              kind === 'local'
                ? t('campaigns.inTheirZone')
                : t('campaigns.inZone', { zone: account.timezone })
            }
            value={wall}
            onChange={(event) => setWall(event.currentTarget.value)}
          />
        )}
        {kind === 'local' ? (
          <Radio.Group
            label={t('campaigns.past')}
            value={atOnce ? 'now' : 'next-day'}
            onChange={(value) => setAtOnce(value === 'now')}
          >
            <Group gap="md" mt="xs">
              <Radio value="next-day" label={t('campaigns.pastNextDay')} />
              <Radio value="now" label={t('campaigns.pastNow')} />
            </Group>
          </Radio.Group>
        ) : null}
        {kind === 'throttled' ? (
          <Select
            label={t('campaigns.percentage')}
            allowDeselect={false}
            value={String(percent)}
            data={THROTTLE_PERCENTAGES.map((one) => ({
              value: String(one),
              label: t('campaigns.percentAnHour', { percent: one }),
            }))}
            onChange={(value) =>
              setPercent(THROTTLE_PERCENTAGES.find((one) => String(one) === value) ?? 10)
            }
          />
        ) : null}
        {campaign.channel !== 'email' && kind !== 'immediate' ? (
          <Text size="sm" c="var(--notice-text)">
            {t('campaigns.quietHours')}
          </Text>
        ) : null}
        <ProblemNotice problem={save.error} />
        <Group justify="flex-end">
          <Act
            loading={save.isPending}
            refusal={
              refusal ??
              (kind !== 'immediate' && wall.length < 10 ? t('campaigns.timeFirst') : undefined)
            }
            onClick={() => save.mutate()}
          >
            {t('campaigns.next')}
          </Act>
        </Group>
      </Stack>
    </Panel>
  )
}

function kindOf(strategy: SendStrategy): Kind {
  if (strategy.method === 'static') return strategy.options?.is_local ? 'local' : 'static'
  return strategy.method
}

function isAtOnce(strategy: SendStrategy): boolean {
  return (
    strategy.method === 'static' &&
    strategy.options?.is_local === true &&
    strategy.options.send_past_recipients_immediately
  )
}

function percentOf(strategy: SendStrategy) {
  return strategy.method === 'throttled' ? strategy.throttle_percentage : 10
}

/** What a field for day and time shows. */
function wallOf(strategy: SendStrategy, zone: string): string {
  const planned = plannedAt(strategy)
  if (!planned) return `${addDays(dayIn(zone, new Date()), 1)}T09:00`
  const at = new Date(planned.at)
  if (planned.isWall) return at.toISOString().slice(0, 16)
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
  return `${dayIn(zone, at)}T${time}`
}

function strategyOf(
  kind: Kind,
  of: {
    wall: string
    atOnce: boolean
    percent: (typeof THROTTLE_PERCENTAGES)[number]
    zone: string
  },
): SendStrategy {
  const instant = () => instantOf(of.wall, of.zone).toISOString()
  switch (kind) {
    case 'immediate':
      return { method: 'immediate' }
    case 'static':
      return { method: 'static', datetime: instant(), options: { is_local: false } }
    case 'local':
      return {
        method: 'static',
        datetime: `${of.wall}:00+00:00`,
        options: { is_local: true, send_past_recipients_immediately: of.atOnce },
      }
    case 'throttled':
      return { method: 'throttled', datetime: instant(), throttle_percentage: of.percent }
    case 'smart_send_time':
      return { method: 'smart_send_time', date: of.wall.slice(0, 10) }
  }
}
