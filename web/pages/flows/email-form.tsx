import { Button, Checkbox, Collapse, Select, Stack, Text, TextInput } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowEmail } from '../../../src/contract/flows.ts'
import { useAccount } from '../../account.ts'
import { template } from '../../api/content.ts'
import { eventFeed } from '../../api/events.ts'
import { useFormats } from '../../ui/format.ts'
import { madeUpPerson } from '../content/made-up-person.ts'
import { MailPreview } from '../content/mail-preview.tsx'
import { FilterEditor, GUARD_KINDS } from './filter-editor.tsx'
import { TemplateChoice } from './template-choice.tsx'

const EVENTS_MAX = 10

interface EmailFormProps {
  email: FlowEmail
  metricId: string | null
  onChange: (email: FlowEmail) => void
}

export function EmailForm(props: EmailFormProps) {
  const { t } = useTranslation()
  const { email, onChange } = props
  const [isMore, setMore] = useState(false)
  const text = (key: 'subject_line' | 'preview_text' | 'from_email' | 'from_label') => ({
    value: email[key] ?? '',
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      onChange({ ...email, [key]: event.currentTarget.value || null }),
  })
  return (
    <Stack gap="md">
      <TemplateChoice
        templateId={email.template_id}
        onChoose={(template_id) => onChange({ ...email, template_id })}
      />
      <TextInput label={t('flows.subject')} maxLength={500} {...text('subject_line')} />
      <TextInput label={t('flows.previewText')} maxLength={500} {...text('preview_text')} />
      <Checkbox
        label={t('flows.smartSending')}
        description={t('flows.smartSendingHint')}
        checked={email.smart_sending_enabled}
        onChange={(event) =>
          onChange({ ...email, smart_sending_enabled: event.currentTarget.checked })
        }
      />
      <Checkbox
        label={t('flows.transactional')}
        description={t('flows.transactionalHint')}
        checked={email.transactional}
        onChange={(event) => onChange({ ...email, transactional: event.currentTarget.checked })}
      />
      <Button
        size="compact-sm"
        variant="subtle"
        w="fit-content"
        aria-expanded={isMore}
        onClick={() => setMore(!isMore)}
      >
        {t('flows.sender')}
      </Button>
      <Collapse expanded={isMore}>
        <Stack gap="md">
          <TextInput
            type="email"
            label={t('flows.fromEmail')}
            description={t('flows.fromHint')}
            {...text('from_email')}
          />
          <TextInput label={t('flows.fromLabel')} {...text('from_label')} />
        </Stack>
      </Collapse>
      <div>
        <Text size="sm" fw={550}>
          {t('flows.additionalFilters')}
        </Text>
        <Text size="xs" c="dimmed" mb="xs">
          {t('flows.additionalFiltersHint')}
        </Text>
        <FilterEditor
          filter={email.additional_filters}
          kinds={GUARD_KINDS}
          metricId={props.metricId}
          onChange={(additional_filters) => onChange({ ...email, additional_filters })}
        />
      </div>
      {email.template_id ? (
        <Preview templateId={email.template_id} metricId={props.metricId} />
      ) : null}
    </Stack>
  )
}

/** The mail as one of the latest who came in would get it; before anybody did, somebody made up. */
function Preview(props: { templateId: string; metricId: string | null }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const [chosen, setChosen] = useState<string | null>(null)
  const { data } = useQuery(template(account.id, props.templateId))
  const { data: feed } = useInfiniteQuery({
    ...eventFeed(account.id, props.metricId ? { metric: props.metricId } : {}),
    enabled: props.metricId !== null,
  })
  const events = props.metricId ? (feed?.pages[0]?.events ?? []).slice(0, EVENTS_MAX) : []
  if (!data) return null
  const content = data.definition
    ? { definition: data.definition }
    : data.mjml
      ? { mjml: data.mjml }
      : { html: data.html, text: data.text }
  const eventId = chosen ?? events[0]?.id ?? null
  const { person, name } = madeUpPerson(t)
  return (
    <Stack gap="xs">
      <Text size="sm" fw={550}>
        {t('flows.preview')}
      </Text>
      {props.metricId ? (
        <Select
          label={t('flows.previewEvent')}
          placeholder={t('flows.noEventYet')}
          disabled={events.length === 0}
          value={eventId}
          data={events.map((event) => ({
            value: event.id,
            label: [
              formats.dayAndTime(event.at, account.timezone),
              event.profileLabel.name ?? event.profileLabel.email,
            ]
              .filter(Boolean)
              .join(' · '),
          }))}
          onChange={setChosen}
        />
      ) : null}
      {eventId === null ? (
        <Text size="xs" c="dimmed">
          {t('content.madeUpOnly', { name })}
        </Text>
      ) : null}
      <MailPreview
        content={content}
        data={{ profileId: null, eventId, ...(eventId === null ? { context: { person } } : {}) }}
      />
    </Stack>
  )
}
