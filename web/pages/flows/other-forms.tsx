import {
  ActionIcon,
  Checkbox,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type FlowActionOf,
  type FlowSms,
  type FlowWebhook,
  PROFILE_OPERATIONS_MAX,
  type ProfileOperation,
} from '../../../src/contract/flows.ts'
import { useAccount } from '../../account.ts'
import { groupList } from '../../api/groups.ts'
import { Act } from '../../ui/act.tsx'
import { FilterEditor, GUARD_KINDS } from './filter-editor.tsx'

export function SmsForm(props: {
  sms: FlowSms
  metricId: string | null
  onChange: (sms: FlowSms) => void
}) {
  const { t } = useTranslation()
  const { sms, onChange } = props
  const check = (
    key:
      | 'smart_sending_enabled'
      | 'sms_quiet_hours_enabled'
      | 'add_opt_out_language'
      | 'transactional',
  ) => ({
    checked: sms[key],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      onChange({ ...sms, [key]: event.currentTarget.checked }),
  })
  return (
    <Stack gap="md">
      <Textarea
        label={t('flows.text')}
        description={t('flows.textHint')}
        autosize
        minRows={3}
        maxLength={1_600}
        value={sms.body}
        onChange={(event) => onChange({ ...sms, body: event.currentTarget.value })}
      />
      <Checkbox label={t('flows.smartSending')} {...check('smart_sending_enabled')} />
      <Checkbox label={t('flows.quietHours')} {...check('sms_quiet_hours_enabled')} />
      <Checkbox label={t('flows.optOut')} {...check('add_opt_out_language')} />
      <Checkbox label={t('flows.transactional')} {...check('transactional')} />
      <div>
        <Text size="sm" fw={550} mb="xs">
          {t('flows.additionalFilters')}
        </Text>
        <FilterEditor
          filter={sms.additional_filters}
          kinds={GUARD_KINDS}
          metricId={props.metricId}
          onChange={(additional_filters) => onChange({ ...sms, additional_filters })}
        />
      </div>
    </Stack>
  )
}

export function WebhookForm(props: {
  webhook: FlowWebhook
  onChange: (webhook: FlowWebhook) => void
}) {
  const { t } = useTranslation()
  const { webhook, onChange } = props
  const [headers, setHeaders] = useState(() =>
    Object.entries(webhook.headers ?? {})
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
  )
  return (
    <Stack gap="md">
      <TextInput
        type="url"
        label={t('flows.url')}
        placeholder="https://"
        value={webhook.url ?? ''}
        onChange={(event) => onChange({ ...webhook, url: event.currentTarget.value || null })}
      />
      <Textarea
        label={t('flows.headers')}
        description={t('flows.headersHint')}
        autosize
        minRows={2}
        spellCheck={false}
        value={headers}
        onChange={(event) => {
          const text = event.currentTarget.value
          setHeaders(text)
          const lines = text.split('\n').flatMap((line) => {
            const at = line.indexOf(':')
            return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 1).trim()]] : []
          })
          onChange({ ...webhook, headers: lines.length > 0 ? Object.fromEntries(lines) : null })
        }}
      />
      <Textarea
        label={t('flows.body')}
        description={t('flows.bodyHint')}
        autosize
        minRows={4}
        spellCheck={false}
        value={webhook.body ?? ''}
        onChange={(event) => onChange({ ...webhook, body: event.currentTarget.value || null })}
      />
    </Stack>
  )
}

type ListUpdate = FlowActionOf<'list-update'>

export function ListForm(props: { action: ListUpdate; onChange: (action: ListUpdate) => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { action } = props
  const { data: lists = [] } = useQuery(groupList(account.id, { kind: 'list', search: '' }))
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={t('flows.listDeed')}
        value={action.data.on_execution === false ? 'off' : 'on'}
        data={[
          { value: 'on', label: t('flows.putOnList') },
          { value: 'off', label: t('flows.takeOffList') },
        ]}
        onChange={(value) =>
          props.onChange({ ...action, data: { ...action.data, on_execution: value === 'on' } })
        }
      />
      <Select
        label={t('flows.list')}
        placeholder={t('flows.chooseList')}
        searchable
        value={action.data.list_id}
        data={lists.map((list) => ({ value: list.id, label: list.name }))}
        onChange={(list_id) => {
          const name = lists.find((list) => list.id === list_id)?.name ?? ''
          props.onChange({ ...action, data: { ...action.data, list_id, name } })
        }}
      />
    </Stack>
  )
}

type UpdateProfile = FlowActionOf<'update-profile'>
const TYPES = ['string', 'numeric', 'boolean', 'date', 'delete'] as const
type OperationType = (typeof TYPES)[number]

/** "Set [Loyalty Tier] to the text [gold]" */
export function OperationsForm(props: {
  action: UpdateProfile
  onChange: (action: UpdateProfile) => void
}) {
  const { t } = useTranslation()
  const { action } = props
  const operations = action.data.profile_operations
  const put = (profile_operations: ProfileOperation[]) =>
    props.onChange({ ...action, data: { ...action.data, profile_operations } })
  const replace = (at: number, next: ProfileOperation) =>
    put(operations.map((one, index) => (index === at ? next : one)))
  const isFull = operations.length >= PROFILE_OPERATIONS_MAX
  return (
    <Stack gap="sm">
      {operations.map((operation, at) => (
        // An operation is its place in the list.
        <Group key={at} gap="xs" align="flex-end">
          <TextInput
            label={t('flows.property')}
            w={160}
            value={operation.property_key}
            onChange={(event) =>
              replace(at, { ...operation, property_key: event.currentTarget.value })
            }
          />
          <Select
            label={t('flows.becomes')}
            w={140}
            allowDeselect={false}
            value={typeOf(operation) ?? 'string'}
            data={TYPES.map((type) => ({ value: type, label: t(`flows.operation_${type}`) }))}
            onChange={(value) => {
              const type = TYPES.find((one) => one === value)
              if (type) replace(at, operationOf(type, operation.property_key, ''))
            }}
          />
          {'property_value' in operation ? (
            <TextInput
              label={t('flows.value')}
              w={140}
              value={String(operation.property_value)}
              onChange={(event) => {
                const text = event.currentTarget.value
                const type = typeOf(operation)
                if (type) replace(at, operationOf(type, operation.property_key, text))
              }}
            />
          ) : null}
          <ActionIcon
            size={36}
            variant="subtle"
            color="gray"
            aria-label={t('flows.removeOperation', { property: operation.property_key })}
            onClick={() => put(operations.filter((_, index) => index !== at))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Act
        size="xs"
        variant="default"
        w="fit-content"
        leftSection={<IconPlus size={14} aria-hidden />}
        refusal={isFull ? t('flows.full', { count: PROFILE_OPERATIONS_MAX }) : undefined}
        onClick={() => put([...operations, operationOf('string', '', '')])}
      >
        {t('flows.addOperation')}
      </Act>
    </Stack>
  )
}

function typeOf(operation: ProfileOperation): OperationType | undefined {
  if (operation.operator === 'delete') return 'delete'
  const { property_type: type } = operation
  return TYPES.find((one) => one === type)
}

function operationOf(type: OperationType, property_key: string, text: string): ProfileOperation {
  const common = { operator: 'update', property_key } as const
  switch (type) {
    case 'delete':
      return { operator: 'delete', property_key }
    case 'string':
      return { ...common, property_type: type, property_value: text }
    case 'numeric':
      return { ...common, property_type: type, property_value: Number(text) || 0 }
    case 'boolean':
      return { ...common, property_type: type, property_value: text !== 'false' }
    case 'date':
      return { ...common, property_type: type, property_value: text || 'today' }
  }
}
