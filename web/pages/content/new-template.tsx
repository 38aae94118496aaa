import { Group, Select, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useAccount } from '../../account.ts'
import { brand, createTemplate } from '../../api/content.ts'
import { queryClient } from '../../api/query-client.ts'
import { ChoiceCards } from '../../fields/choice-cards.tsx'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { withBrand } from './brand-looks.ts'
import { insertSection, newSection } from './definition.ts'
import { emptyDefinition } from './new-block.ts'
import { type MailLanguage, READY_MADE, readyMade, startingSource } from './ready-made.ts'

const EMPTY = ['blocks', 'CODE', 'MJML'] as const
const STARTS = [...READY_MADE, ...EMPTY] as const
type Start = (typeof STARTS)[number]

export function NewTemplate(props: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog
      opened={props.opened}
      onClose={props.onClose}
      title={t('content.newTemplate')}
      size="lg"
    >
      <NewTemplateForm onClose={props.onClose} />
    </Dialog>
  )
}

function NewTemplateForm(props: { onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const [start, setStart] = useState<Start>('recommended')
  const [typed, setTyped] = useState<string | null>(null)
  const [language, setLanguage] = useState<MailLanguage>(
    i18n.language.startsWith('de') ? 'de' : 'en',
  )
  const isReady = (READY_MADE as readonly string[]).includes(start)
  const name = typed ?? (isReady ? t(`content.start_${start}`) : '')
  const create = useMutation({
    mutationFn: async () => {
      const looks = await queryClient.fetchQuery(brand(account.id))
      const content = contentOf(start, language)
      const branded =
        'definition' in content
          ? { ...content, definition: withBrand(content.definition, looks) }
          : content
      return createTemplate(account.id, { name: name.trim(), ...branded })
    },
    onSuccess: (id) => navigate(paths.template(account.id, id)),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim()) create.mutate()
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
        <ChoiceCards
          label={t('content.startFrom')}
          value={start}
          choices={STARTS.map((value) => ({
            value,
            label: t(`content.start_${value}`),
            hint: t(`content.startHint_${value}`),
          }))}
          onChange={setStart}
        />
        <Select
          label={t('content.mailLanguage')}
          description={t('content.mailLanguageHint')}
          value={language}
          allowDeselect={false}
          onChange={(value) => setLanguage(value === 'de' ? 'de' : 'en')}
          data={[
            { value: 'en', label: 'English' },
            { value: 'de', label: 'Deutsch' },
          ]}
          w={{ base: '100%', xs: 240 }}
        />
        <ProblemNotice problem={create.error} />
        <Group justify="flex-end" gap="xs">
          <Act variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Act>
          <Act
            type="submit"
            loading={create.isPending}
            refusal={name.trim() ? undefined : t('content.nameFirst')}
          >
            {t('content.create')}
          </Act>
        </Group>
      </Stack>
    </form>
  )
}

function contentOf(start: Start, language: MailLanguage) {
  const newId = () => crypto.randomUUID()
  switch (start) {
    case 'CODE':
      return { editor_type: start, html: startingSource(start, language) }
    case 'MJML':
      return { editor_type: start, mjml: startingSource(start, language) }
    case 'blocks': {
      const section = newSection('1-column-full-width', newId)
      const definition = insertSection(emptyDefinition(newId), 0, section)
      return { editor_type: 'SYSTEM_DRAGGABLE' as const, definition }
    }
    case 'recommended':
    case 'newsletter':
    case 'orderFollowUp':
    case 'satisfaction':
    case 'stillHelp':
      return {
        editor_type: 'SYSTEM_DRAGGABLE' as const,
        definition: readyMade(start, language, newId),
      }
  }
}
