import { Anchor, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { channelSettings } from '../../api/agent.ts'
import {
  audienceEstimate,
  type CampaignState,
  campaignMessage,
  sendCampaign,
} from '../../api/campaigns.ts'
import { template } from '../../api/content.ts'
import { groupList } from '../../api/groups.ts'
import { agentPage } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { useClockNow } from '../../ui/clock.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useFormats } from '../../ui/format.ts'
import { KeyValues } from '../../ui/key-values.tsx'
import { Panel } from '../../ui/panel.tsx'
import { done } from '../../ui/toast.ts'
import { isOver, useStrategyWords } from './strategy-words.ts'
import type { WizardStep } from './wizard-steps.ts'

interface Check {
  /** Where it is mended: a step, or a page. */
  step: WizardStep | { page: string }
  state: 'good' | 'warning' | 'bad'
  text: string
}

export function ReviewStep(props: { campaign: CampaignState; onGo: (to: WizardStep) => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const formats = useFormats()
  const words = useStrategyWords()
  const refusal = useRefusal('campaigns:write')
  const { campaign } = props
  const [isAsking, setAsking] = useState(false)
  const checks = useChecks(campaign)
  const { data: estimate } = useQuery(
    audienceEstimate(account.id, { channel: campaign.channel, ...campaign.audiences }),
  )
  const { data: groups } = useQuery(groupList(account.id, { kind: null, search: '' }))
  const names = (ids: readonly string[]) =>
    ids.map((id) => groups?.find((one) => one.id === id)?.name ?? id).join(', ') || '–'
  const { data: message } = useQuery(campaignMessage(account.id, campaign.messageId))
  const send = useMutation({
    mutationFn: () => sendCampaign(account.id, campaign.id),
    onSuccess: () => done(t('campaigns.onItsWay')),
  })
  const bad = checks.find((one) => one.state === 'bad')
  const count = formats.number(estimate?.recipients ?? 0)
  const isNow = campaign.strategy.method === 'immediate'
  return (
    <Stack gap="md">
      <Panel title={t('campaigns.step_review')} hint={t('campaigns.reviewHint')}>
        <KeyValues
          items={[
            {
              key: 'included',
              label: t('campaigns.included'),
              value: names(campaign.audiences.included),
            },
            {
              key: 'excluded',
              label: t('campaigns.excluded'),
              value: names(campaign.audiences.excluded),
            },
            { key: 'recipients', label: t('campaigns.recipientsNow'), value: count },
            {
              key: 'subject',
              label:
                campaign.channel === 'email' ? t('campaigns.line_subject') : t('campaigns.text'),
              value: message?.content['subject'] ?? message?.content['body'],
            },
            { key: 'when', label: t('campaigns.when'), value: words(campaign.strategy) },
          ]}
        />
      </Panel>
      <Panel title={t('campaigns.checks')}>
        <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
          {checks.map((check) => (
            <Group key={check.text} component="li" gap="xs" wrap="nowrap" align="flex-start">
              <Mark state={check.state} />
              <Text size="sm">
                {check.text}{' '}
                {check.state === 'good' ? null : <Mend step={check.step} onGo={props.onGo} />}
              </Text>
            </Group>
          ))}
        </Stack>
      </Panel>
      <Group justify="flex-end">
        <Act refusal={refusal ?? bad?.text} onClick={() => setAsking(true)}>
          {isNow ? t('campaigns.sendNow') : t('campaigns.schedule')}
        </Act>
      </Group>
      <ConfirmDialog
        opened={isAsking}
        title={isNow ? t('campaigns.sendTitle') : t('campaigns.scheduleTitle')}
        body={t(isNow ? 'campaigns.sendBody' : 'campaigns.scheduleBody', {
          recipients: count,
          when: words(campaign.strategy),
        })}
        action={isNow ? t('campaigns.sendNow') : t('campaigns.schedule')}
        busy={send.isPending}
        problem={send.error}
        onConfirm={() => send.mutate()}
        onClose={() => setAsking(false)}
      />
    </Stack>
  )
}

function Mend({ step, onGo }: { step: Check['step']; onGo: (to: WizardStep) => void }) {
  const { t } = useTranslation()
  return typeof step === 'string' ? (
    <Anchor component="button" size="sm" onClick={() => onGo(step)}>
      {t('campaigns.mend')}
    </Anchor>
  ) : (
    <Anchor component={Link} size="sm" underline="always" to={step.page}>
      {t('campaigns.mend')}
    </Anchor>
  )
}

function Mark({ state }: Pick<Check, 'state'>) {
  const { t } = useTranslation()
  const label = t(`campaigns.check_${state}`)
  const shape = { size: 18, 'aria-label': label, role: 'img', style: { flexShrink: 0 } } as const
  if (state === 'good') return <IconCheck {...shape} color="var(--accent)" />
  if (state === 'warning') return <IconAlertTriangle {...shape} color="var(--notice-text)" />
  return <IconX {...shape} color="var(--mantine-color-error)" />
}

/** What speaks for sending it, and what against. */
function useChecks(campaign: CampaignState): Check[] {
  const { t } = useTranslation()
  const account = useAccount()
  const { data: estimate } = useQuery(
    audienceEstimate(account.id, { channel: campaign.channel, ...campaign.audiences }),
  )
  const { data: groups } = useQuery(groupList(account.id, { kind: null, search: '' }))
  const { data: message } = useQuery(campaignMessage(account.id, campaign.messageId))
  const now = useClockNow()
  const templateId = message?.templateId ?? null
  const { data: mail } = useQuery({
    ...template(account.id, templateId ?? ''),
    enabled: templateId !== null,
  })
  const { channel } = campaign
  const { data: channels } = useQuery({
    ...channelSettings(account.id),
    enabled: channel !== 'email',
  })
  const checks: Check[] = []
  const check = (step: WizardStep, isGood: boolean, good: string, otherwise: string) =>
    checks.push({ step, state: isGood ? 'good' : 'bad', text: isGood ? good : otherwise })
  if (campaign.audiences.included.length === 0) {
    check('audience', false, '', t('campaigns.nobodyYet'))
  } else if (estimate) {
    const isAnybody = estimate.recipients > 0
    checks.push({
      step: 'audience',
      state: isAnybody ? 'good' : 'warning',
      text: isAnybody ? t('campaigns.somebody') : t('campaigns.nobodyNow'),
    })
    for (const hold of estimate.holds) {
      const name = groups?.find((one) => one.id === hold.group_id)?.name ?? hold.group_id
      checks.push({
        step: 'audience',
        state: hold.reason === 'segment-building' ? 'warning' : 'bad',
        text: t(`campaigns.hold_${hold.reason}`, { name }),
      })
    }
  }
  if (campaign.channel === 'email') {
    check(
      'content',
      Boolean(message?.content['subject']),
      t('campaigns.hasSubject'),
      t('campaigns.subjectFirst'),
    )
    check('content', templateId !== null, t('campaigns.hasTemplate'), t('campaigns.templateFirst'))
    if (mail) {
      const hasLink = /unsubscribe|manage_preferences/.test(mail.html)
      checks.push({
        step: 'content',
        state: hasLink ? 'good' : 'warning',
        text: hasLink ? t('campaigns.hasUnsubscribe') : t('campaigns.noUnsubscribe'),
      })
    }
  } else {
    check(
      'content',
      Boolean(message?.content['body']),
      t('campaigns.hasText'),
      t('campaigns.textFirst'),
    )
  }
  if (channel !== 'email' && channels) {
    const { is_on, missing } = channels[channel]
    if (!is_on || missing.length > 0) {
      const page = agentPage(account.id, 'channels')
      checks.push({ step: { page }, state: 'warning', text: t('campaigns.noNumber') })
    }
  }
  if (campaign.strategy.method !== 'immediate') {
    const isAhead = !isOver(campaign.strategy, now())
    check('schedule', isAhead, t('campaigns.timeAhead'), t('campaigns.timePassed'))
  }
  return checks
}
