import { ActionIcon, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { BRANCHES_MAX, type FlowActionOf } from '../../../src/contract/flows.ts'
import { Act } from '../../ui/act.tsx'
import { BRANCH_KINDS, FilterEditor, GUARD_KINDS } from './filter-editor.tsx'

type Split = FlowActionOf<'conditional-split'>

export function SplitForm(props: {
  action: Split
  metricId: string | null
  onChange: (action: Split) => void
}) {
  const { t } = useTranslation()
  const { action } = props
  return (
    <div>
      <Text size="sm" fw={550}>
        {t('flows.conditions')}
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        {t('flows.conditionsHint')}
      </Text>
      <FilterEditor
        filter={action.data.profile_filter}
        kinds={GUARD_KINDS}
        metricId={props.metricId}
        onChange={(profile_filter) => props.onChange({ ...action, data: { profile_filter } })}
      />
    </div>
  )
}

type MultiSplit = FlowActionOf<'multi-branch-split'>
type Branch = MultiSplit['data']['branches'][number]

export function BranchesForm(props: {
  action: MultiSplit
  metricId: string | null
  onChange: (action: MultiSplit) => void
}) {
  const { t } = useTranslation()
  const { action } = props
  const { branches } = action.data
  const put = (next: Branch[]) =>
    props.onChange({
      ...action,
      data: { ...action.data, branches: next.map((branch, order) => ({ ...branch, order })) },
    })
  const change = (id: string, part: Partial<Branch>) =>
    put(branches.map((one) => (one.branch_id === id ? { ...one, ...part } : one)))
  const isFull = branches.length >= BRANCHES_MAX
  return (
    <Stack gap="md">
      {branches.map((branch) => (
        <Stack gap="xs" key={branch.branch_id}>
          <Group align="flex-end" gap="xs" wrap="nowrap">
            <TextInput
              label={branch.is_else ? t('flows.otherwise') : t('flows.branchName')}
              value={branch.name ?? ''}
              onChange={(event) =>
                change(branch.branch_id, { name: event.currentTarget.value || null })
              }
              style={{ flex: 1 }}
            />
            {branch.is_else ? null : (
              <ActionIcon
                size={36}
                variant="subtle"
                color="gray"
                aria-label={t('flows.removeBranch', { name: branch.name ?? branch.branch_id })}
                disabled={branches.length <= 1 || branch.links.next !== null}
                title={branch.links.next === null ? undefined : t('flows.branchLeads')}
                onClick={() => put(branches.filter((one) => one !== branch))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </Group>
          {branch.is_else ? null : (
            <FilterEditor
              filter={branch.branch_filter}
              kinds={BRANCH_KINDS}
              metricId={props.metricId}
              onChange={(branch_filter) => change(branch.branch_id, { branch_filter })}
            />
          )}
        </Stack>
      ))}
      <Act
        size="xs"
        variant="default"
        w="fit-content"
        leftSection={<IconPlus size={14} aria-hidden />}
        refusal={isFull ? t('flows.branchesFull', { count: BRANCHES_MAX }) : undefined}
        onClick={() => {
          const rest = branches.filter((one) => one.is_else)
          put([
            ...branches.filter((one) => !one.is_else),
            {
              branch_id: crypto.randomUUID(),
              order: null,
              is_else: false,
              branch_filter: null,
              links: { next: null },
              name: null,
            },
            ...rest,
          ])
        }}
      >
        {t('flows.addBranch')}
      </Act>
    </Stack>
  )
}
