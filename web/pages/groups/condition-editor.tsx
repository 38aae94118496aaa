import {
  ActionIcon,
  Code,
  Group,
  MultiSelect,
  Paper,
  SegmentedControl,
  Select,
  Text,
} from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Condition } from '../../../src/contract/conditions.ts'
import { useAccount } from '../../account.ts'
import { groupList } from '../../api/groups.ts'
import { MetricConditionEditor } from './metric-condition-editor.tsx'
import { PropertyConditionEditor } from './property-condition-editor.tsx'

/** One condition as a sentence with choices in it. */
export function ConditionEditor(props: {
  condition: Condition
  onChange: (condition: Condition) => void
  onRemove: () => void
}) {
  return (
    <ConditionFrame onRemove={props.onRemove}>
      <ConditionSentence condition={props.condition} onChange={props.onChange} />
    </ConditionFrame>
  )
}

/** The card around a condition, with the way to take it out. */
export function ConditionFrame(props: { children: ReactNode; onRemove: () => void }) {
  const { t } = useTranslation()
  return (
    <Paper withBorder p="sm" radius="md">
      <Group align="flex-start" wrap="nowrap" justify="space-between">
        <Group gap="xs" align="center" style={{ flex: 1 }}>
          {props.children}
        </Group>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('groups.removeCondition')}
          onClick={props.onRemove}
        >
          <IconX size={16} />
        </ActionIcon>
      </Group>
    </Paper>
  )
}

/** The sentence of a condition that segments ask as well. */
export function ConditionSentence(props: {
  condition: Condition
  onChange: (condition: Condition) => void
}) {
  const { t } = useTranslation()
  const { condition, onChange } = props
  switch (condition.type) {
    case 'profile-metric':
      return (
        <MetricConditionEditor
          condition={condition}
          onChange={(changed) => {
            const { timeframe_filter } = changed
            // Segments have no start: that frame is not offered there.
            if (timeframe_filter.operator !== 'flow-start') {
              onChange({ ...changed, timeframe_filter })
            }
          }}
        />
      )
    case 'profile-property':
      return <PropertyConditionEditor condition={condition} onChange={onChange} />
    case 'profile-group-membership':
      return <MembershipSentence condition={condition} onChange={onChange} />
    case 'profile-marketing-consent': {
      const { consent } = condition
      return (
        <>
          <Text size="sm">{t('groups.person')}</Text>
          <Select
            aria-label={t('groups.canReceive')}
            w={170}
            allowDeselect={false}
            value={consent.can_receive_marketing ? 'can' : 'cannot'}
            data={[
              { value: 'can', label: t('groups.can') },
              { value: 'cannot', label: t('groups.cannot') },
            ]}
            onChange={(value) =>
              onChange({
                ...condition,
                consent: { ...consent, can_receive_marketing: value === 'can' },
              })
            }
          />
          <Select
            aria-label={t('groups.channel')}
            w={140}
            allowDeselect={false}
            value={consent.channel}
            data={(['email', 'sms', 'push'] as const).map((channel) => ({
              value: channel,
              label: t(`groups.channel_${channel}`),
            }))}
            onChange={(channel) =>
              channel ? onChange({ ...condition, consent: { ...consent, channel } }) : undefined
            }
          />
        </>
      )
    }
    case 'profile-open-problem':
      return (
        <SegmentedControl
          size="xs"
          aria-label={t('groups.new_profile-open-problem')}
          value={condition.has_open_problem ? 'has' : 'none'}
          data={[
            { value: 'has', label: t('groups.hasProblem') },
            { value: 'none', label: t('groups.hasNoProblem') },
          ]}
          onChange={(value) => onChange({ ...condition, has_open_problem: value === 'has' })}
        />
      )
    case 'profile-region':
      return (
        <>
          <Text size="sm">{t('groups.livesIn')}</Text>
          <SegmentedControl
            size="xs"
            aria-label={t('groups.livesIn')}
            value={condition.in_region ? 'in' : 'out'}
            data={[
              { value: 'in', label: t('groups.inside') },
              { value: 'out', label: t('groups.outside') },
            ]}
            onChange={(value) => onChange({ ...condition, in_region: value === 'in' })}
          />
          <Select
            aria-label={t('groups.region')}
            w={190}
            allowDeselect={false}
            value={condition.region}
            data={(['european_union', 'united_states'] as const).map((region) => ({
              value: region,
              label: t(`groups.region_${region}`),
            }))}
            onChange={(region) => (region ? onChange({ ...condition, region }) : undefined)}
          />
        </>
      )
    default:
      return (
        <div>
          <Text size="sm" c="dimmed">
            {t('groups.onlyJson', { type: condition.type })}
          </Text>
          <Code block mt="xs">
            {JSON.stringify(condition, null, 2)}
          </Code>
        </div>
      )
  }
}

type Membership = Extract<Condition, { type: 'profile-group-membership' }>

function MembershipSentence(props: {
  condition: Membership
  onChange: (condition: Membership) => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const { condition, onChange } = props
  const { data: groups = [] } = useQuery(groupList(account.id, { kind: null, search: '' }))
  return (
    <>
      <Text size="sm">{t('groups.person')}</Text>
      <Select
        aria-label={t('groups.membership')}
        w={140}
        allowDeselect={false}
        value={condition.is_member ? 'in' : 'out'}
        data={[
          { value: 'in', label: t('groups.isIn') },
          { value: 'out', label: t('groups.isNotIn') },
        ]}
        onChange={(value) =>
          onChange(
            value === 'in'
              ? { ...condition, is_member: true }
              : { type: condition.type, is_member: false, group_ids: condition.group_ids },
          )
        }
      />
      <MultiSelect
        aria-label={t('groups.listsOrSegments')}
        placeholder={condition.group_ids.length > 0 ? '' : t('groups.chooseGroups')}
        data={groups.map((group) => ({ value: group.id, label: group.name }))}
        value={condition.group_ids}
        onChange={(group_ids) => onChange({ ...condition, group_ids })}
        searchable
        miw={260}
        style={{ flex: 1 }}
      />
    </>
  )
}
