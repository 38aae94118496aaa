import { Button, Popover, Select, Stack, Switch, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFilter } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  CHANNELS,
  CONVERSATION_STATUSES,
  ESCALATION_REASONS,
  PREBUILT_SKILLS,
} from '../../../src/contract/agent-words.ts'
import { useSkillName } from '../agent/use-skill-name.ts'
import { filtersIn, INBOX_FILTERS, type InboxFilter } from './inbox-filter.ts'

const TYPED_AFTER_MS = 400

/** Narrow the list by what happened in a conversation. */
export function InboxFilters(props: {
  search: URLSearchParams
  onChange: (changes: Partial<Record<InboxFilter, string>>) => void
}) {
  const { t } = useTranslation()
  const skillName = useSkillName()
  const { search, onChange } = props
  const count = filtersIn(search)
  const pick = (name: 'channel' | 'status' | 'skill' | 'escalation_reason') => ({
    label: t(`conversations.filter_${name}`),
    placeholder: t('conversations.filterAny'),
    size: 'xs' as const,
    clearable: true,
    comboboxProps: { withinPortal: false },
    value: search.get(name),
    onChange: (value: string | null) => onChange({ [name]: value ?? '' }),
  })
  return (
    <Popover position="bottom-start" width={280} trapFocus>
      <Popover.Target>
        <Button
          variant={count > 0 ? 'light' : 'default'}
          leftSection={<IconFilter size={16} aria-hidden />}
        >
          {count > 0 ? t('conversations.filterCount', { count }) : t('conversations.filter')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Select
            {...pick('channel')}
            data={CHANNELS.map((each) => ({
              value: each,
              label: t(`conversations.channel_${each}`),
            }))}
          />
          <Select
            {...pick('status')}
            data={CONVERSATION_STATUSES.map((each) => ({
              value: each,
              label: t(`conversations.status_${each}`),
            }))}
          />
          <Select
            {...pick('skill')}
            data={PREBUILT_SKILLS.map((each) => ({ value: each, label: skillName(each) }))}
          />
          <Select
            {...pick('escalation_reason')}
            data={ESCALATION_REASONS.map((each) => ({
              value: each,
              label: t(`conversations.reason_${each}`),
            }))}
          />
          <TypedFilter name="tag" search={search} onChange={onChange} />
          <TypedFilter name="product" search={search} onChange={onChange} />
          <Switch
            size="xs"
            label={t('conversations.filter_has_knowledge_gap')}
            checked={search.get('has_knowledge_gap') !== null}
            onChange={(event) =>
              onChange({ has_knowledge_gap: event.currentTarget.checked ? 'true' : '' })
            }
          />
          <Button
            size="xs"
            variant="subtle"
            disabled={count === 0}
            onClick={() => onChange(Object.fromEntries(INBOX_FILTERS.map((name) => [name, ''])))}
          >
            {t('conversations.filterNone')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

function TypedFilter(props: {
  name: 'tag' | 'product'
  search: URLSearchParams
  onChange: (changes: Partial<Record<InboxFilter, string>>) => void
}) {
  const { t } = useTranslation()
  const { name, search, onChange } = props
  const [text, setText] = useState(search.get(name) ?? '')
  const typed = useDebouncedCallback(
    (value: string) => onChange({ [name]: value.trim() }),
    TYPED_AFTER_MS,
  )
  return (
    <TextInput
      size="xs"
      label={t(`conversations.filter_${name}`)}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        typed(event.currentTarget.value)
      }}
    />
  )
}
