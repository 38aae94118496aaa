import { Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { MESSAGE_CHANNELS, type MessageChannel } from '../../../src/contract/messages.ts'
import { useAccount } from '../../account.ts'
import { createCampaign } from '../../api/campaigns.ts'
import { createSegment, groupList } from '../../api/groups.ts'
import { type MetricSummary, metricList } from '../../api/metrics.ts'
import { ChoiceCards } from '../../fields/choice-cards.tsx'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { engagedDefinition, escalatedDefinition } from './recipe.ts'

const STARTS = ['promo', 'blank'] as const
type Start = (typeof STARTS)[number]

export function NewCampaign(props: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog
      opened={props.opened}
      onClose={props.onClose}
      title={t('campaigns.newCampaign')}
      size="lg"
    >
      <NewCampaignForm onClose={props.onClose} />
    </Dialog>
  )
}

function NewCampaignForm(props: { onClose: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const { data: metrics, error } = useQuery(metricList(account.id, {}))
  const { data: groups } = useQuery(groupList(account.id, { kind: 'segment', search: '' }))
  const [start, setStart] = useState<Start>('promo')
  const [channel, setChannel] = useState<MessageChannel>('email')
  const [typed, setTyped] = useState<string | null>(null)
  const name = typed ?? t(`campaigns.start_${start}`)
  const isMissing =
    start === 'promo' &&
    metrics !== undefined &&
    (engagedDefinition(metrics) === null || escalatedDefinition(metrics) === null)

  /** The segment of that name, which is made when there is none. */
  async function segmentNamed(called: string, definition: ReturnType<typeof engagedDefinition>) {
    const known = groups?.find((one) => one.name === called)
    if (known) return known.id
    if (!definition) throw new Error('the recipe was offered without its metrics')
    return createSegment(account.id, { name: called, definition })
  }

  const create = useMutation({
    mutationFn: async (found: readonly MetricSummary[]) => {
      const base = { name: name.trim(), channel }
      if (start === 'blank') {
        return createCampaign(account.id, { ...base, included: [], excluded: [] })
      }
      const engaged = await segmentNamed(t('campaigns.engaged'), engagedDefinition(found))
      const escalated = await segmentNamed(t('campaigns.escalated'), escalatedDefinition(found))
      return createCampaign(account.id, { ...base, included: [engaged], excluded: [escalated] })
    },
    onSuccess: (id) => navigate(paths.campaign(account.id, id)),
  })
  const refusal = !name.trim()
    ? t('campaigns.nameFirst')
    : isMissing
      ? t('campaigns.recipeMissing')
      : metrics && groups
        ? undefined
        : t('common.loading')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!refusal && metrics) create.mutate(metrics)
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('fields.name')}
          value={name}
          onChange={(event) => setTyped(event.currentTarget.value)}
          maxLength={255}
          required
          data-autofocus
        />
        <Select
          label={t('campaigns.channel')}
          allowDeselect={false}
          value={channel}
          data={MESSAGE_CHANNELS.map((one) => ({
            value: one,
            label: t(`campaigns.channel_${one}`),
          }))}
          onChange={(value) => setChannel(MESSAGE_CHANNELS.find((one) => one === value) ?? 'email')}
        />
        <ChoiceCards
          label={t('campaigns.startFrom')}
          value={start}
          choices={STARTS.map((value) => ({
            value,
            label: t(`campaigns.start_${value}`),
            hint: t(`campaigns.startHint_${value}`),
          }))}
          onChange={setStart}
        />
        {isMissing ? (
          <Text size="sm" c="var(--notice-text)">
            {t('campaigns.recipeMissing')}
          </Text>
        ) : null}
        <ProblemNotice problem={create.error ?? error} />
        <Group justify="flex-end" gap="xs">
          <Act variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Act>
          <Act type="submit" loading={create.isPending} refusal={refusal}>
            {t('campaigns.create')}
          </Act>
        </Group>
      </Stack>
    </form>
  )
}
