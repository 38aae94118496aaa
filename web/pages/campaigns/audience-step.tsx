import { Checkbox, Group, MultiSelect, SimpleGrid, Stack, Text } from '@mantine/core'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount, useRefusal } from '../../account.ts'
import {
  audienceEstimate,
  type CampaignState,
  changeCampaign,
  type EstimateState,
} from '../../api/campaigns.ts'
import { type GroupSummary, groupList } from '../../api/groups.ts'
import { Act } from '../../ui/act.tsx'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Stat, Stats } from '../../ui/stat.tsx'

export function AudienceStep(props: { campaign: CampaignState; onNext: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('campaigns:write')
  const { campaign } = props
  const { data: groups, error } = useQuery(groupList(account.id, { kind: null, search: '' }))
  const [included, setIncluded] = useState(campaign.audiences.included)
  const [excluded, setExcluded] = useState(campaign.audiences.excluded)
  const [isSmart, setSmart] = useState(campaign.send_options.use_smart_sending)
  const { data: estimate, error: estimateError } = useQuery({
    ...audienceEstimate(account.id, { channel: campaign.channel, included, excluded }),
    placeholderData: keepPreviousData,
  })
  const save = useMutation({
    mutationFn: () =>
      changeCampaign(account.id, campaign.id, {
        audiences: { included, excluded },
        send_options: { use_smart_sending: isSmart },
      }),
    onSuccess: props.onNext,
  })
  const options = optionsOf(groups ?? [], {
    lists: t('campaigns.lists'),
    segments: t('campaigns.segments'),
  })
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Panel title={t('campaigns.step_audience')} hint={t('campaigns.audienceHint')}>
        <Stack gap="md">
          <MultiSelect
            label={t('campaigns.included')}
            description={t('campaigns.includedHint')}
            placeholder={included.length === 0 ? t('campaigns.chooseGroups') : ''}
            searchable
            data={options}
            value={included}
            onChange={(ids) => {
              setIncluded(ids)
              setExcluded(excluded.filter((id) => !ids.includes(id)))
            }}
          />
          <MultiSelect
            label={t('campaigns.excluded')}
            description={t('campaigns.excludedHint')}
            searchable
            data={options}
            value={excluded}
            onChange={(ids) => {
              setExcluded(ids)
              setIncluded(included.filter((id) => !ids.includes(id)))
            }}
          />
          <Checkbox
            label={t('campaigns.smartSending')}
            description={t('campaigns.smartSendingHint')}
            checked={isSmart}
            onChange={(event) => setSmart(event.currentTarget.checked)}
          />
          <Text size="sm" c="dimmed">
            {t('campaigns.determinedAtSend')}
          </Text>
          <ProblemNotice problem={save.error ?? error} />
          <Group justify="flex-end">
            <Act
              loading={save.isPending}
              refusal={refusal ?? (included.length === 0 ? t('campaigns.nobodyYet') : undefined)}
              onClick={() => save.mutate()}
            >
              {t('campaigns.next')}
            </Act>
          </Group>
        </Stack>
      </Panel>
      <Panel title={t('campaigns.estimate')} hint={t('campaigns.estimateHint')}>
        <ProblemNotice problem={estimateError} />
        {included.length === 0 ? (
          <Text c="dimmed">{t('campaigns.chooseFirst')}</Text>
        ) : estimate ? (
          <Estimate estimate={estimate} groups={groups ?? []} />
        ) : (
          <Text c="dimmed">{t('common.loading')}</Text>
        )}
      </Panel>
    </SimpleGrid>
  )
}

function optionsOf(groups: readonly GroupSummary[], names: { lists: string; segments: string }) {
  const of = (kind: GroupSummary['kind']) =>
    groups.filter((one) => one.kind === kind).map((one) => ({ value: one.id, label: one.name }))
  return [
    { group: names.segments, items: of('segment') },
    { group: names.lists, items: of('list') },
  ]
}

function Estimate(props: { estimate: EstimateState; groups: readonly GroupSummary[] }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { estimate } = props
  const nameOf = (id: string) => props.groups.find((one) => one.id === id)?.name ?? id
  return (
    <Stack gap="md" aria-live="polite">
      <Stats>
        <Stat
          label={t('campaigns.recipients')}
          value={formats.number(estimate.recipients)}
          note={t('campaigns.ofIncluded', { included: formats.number(estimate.included) })}
        />
        <Stat label={t('campaigns.excludedCount')} value={formats.number(estimate.excluded)} />
        <Stat
          label={t('campaigns.unreachable')}
          value={formats.number(estimate.unreachable)}
          note={t('campaigns.unreachableHint')}
        />
      </Stats>
      <Stack gap={4} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {estimate.groups.map((group) => (
          <Text key={`${group.group_id} ${group.is_excluded}`} component="li" size="sm">
            {t(group.is_excluded ? 'campaigns.overlapExcluded' : 'campaigns.overlapIncluded', {
              name: nameOf(group.group_id),
              members: formats.number(group.members),
              overlap: formats.number(group.overlap),
            })}
          </Text>
        ))}
      </Stack>
      {estimate.holds.map((hold) => (
        <Text key={hold.group_id} size="sm" c="var(--notice-text)">
          {t(`campaigns.hold_${hold.reason}`, { name: nameOf(hold.group_id) })}
        </Text>
      ))}
    </Stack>
  )
}
