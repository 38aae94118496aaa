import { Anchor, Button, Checkbox, Collapse, Select, Stack, Text, TextInput } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { FlowEmail } from '../../../src/contract/flows.ts'
import { useAccount } from '../../account.ts'
import { createTemplate, template, templateList } from '../../api/content.ts'
import { eventFeed } from '../../api/events.ts'
import { paths } from '../../paths.ts'
import { useFormats } from '../../ui/format.ts'
import { failed } from '../../ui/toast.ts'
import { MailPreview } from '../content/mail-preview.tsx'
import { READY_MADE, type ReadyMade, readyMade } from '../content/ready-made.ts'
import { FilterEditor, GUARD_KINDS } from './filter-editor.tsx'

const EVENTS_MAX = 10
const READY = 'ready-made '

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
      <TemplateChoice {...props} />
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

/** One of the library, or a ready-made one, which becomes one of the library. */
function TemplateChoice({ email, onChange }: EmailFormProps) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { data: listed } = useInfiniteQuery(templateList(account.id, ''))
  const library = listed?.pages.flatMap((page) => page.templates) ?? []
  const { data: chosen } = useQuery({
    ...template(account.id, email.template_id ?? ''),
    enabled: email.template_id !== null,
  })
  const create = useMutation({
    mutationFn: (kind: ReadyMade) =>
      createTemplate(account.id, {
        name: t(`content.start_${kind}`),
        editor_type: 'SYSTEM_DRAGGABLE',
        definition: readyMade(kind, i18n.language.startsWith('de') ? 'de' : 'en', () =>
          crypto.randomUUID(),
        ),
      }),
    onSuccess: (template_id) => onChange({ ...email, template_id }),
    onError: failed,
  })
  const own =
    email.template_id && !library.some((one) => one.id === email.template_id)
      ? [{ value: email.template_id, label: chosen?.name ?? t('common.loading') }]
      : []
  return (
    <Stack gap={4}>
      <Select
        label={t('flows.template')}
        description={t('flows.templateHint')}
        placeholder={t('flows.chooseTemplate')}
        searchable
        disabled={create.isPending}
        value={email.template_id}
        data={[
          ...(own.length > 0 ? [{ group: t('flows.ofThisFlow'), items: own }] : []),
          {
            group: t('content.templates'),
            items: library.map((one) => ({ value: one.id, label: one.name })),
          },
          {
            group: t('flows.readyMade'),
            items: READY_MADE.map((kind) => ({
              value: `${READY}${kind}`,
              label: t('flows.newFrom', { name: t(`content.start_${kind}`) }),
            })),
          },
        ]}
        onChange={(value) => {
          const kind = READY_MADE.find((one) => value === `${READY}${one}`)
          if (kind) create.mutate(kind)
          else onChange({ ...email, template_id: value })
        }}
      />
      {email.template_id ? (
        <Anchor component={Link} to={paths.template(account.id, email.template_id)} size="sm">
          {t('flows.editTemplate')}
        </Anchor>
      ) : null}
    </Stack>
  )
}

/** The mail as one of the latest who came in would get it. */
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
      <MailPreview content={content} data={{ profileId: null, eventId }} />
    </Stack>
  )
}
