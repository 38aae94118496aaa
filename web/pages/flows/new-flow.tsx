import { Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useAccount } from '../../account.ts'
import { createTemplate } from '../../api/content.ts'
import { createFlow } from '../../api/flows.ts'
import { type MetricSummary, metricList } from '../../api/metrics.ts'
import { ChoiceCards } from '../../fields/choice-cards.tsx'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { type MailLanguage, readyMade } from '../content/ready-made.ts'
import { blankFlow, FLOW_RECIPES, missingMetrics, recipeFlow, recipeMail } from './recipes.ts'

const STARTS = [...FLOW_RECIPES, 'blank'] as const
type Start = (typeof STARTS)[number]

export function NewFlow(props: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('flows.newFlow')} size="lg">
      <NewFlowForm onClose={props.onClose} />
    </Dialog>
  )
}

function NewFlowForm(props: { onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const { data: metrics, error } = useQuery(metricList(account.id, {}))
  const [start, setStart] = useState<Start>('recommendedNotBought')
  const [typed, setTyped] = useState<string | null>(null)
  const name = typed ?? t(`flows.recipe_${start}`)
  const missing = start === 'blank' ? [] : missingMetrics(start, metrics ?? [])
  const create = useMutation({
    mutationFn: async (found: readonly MetricSummary[]) => {
      if (start === 'blank') {
        return createFlow(account.id, { name: name.trim(), definition: blankFlow() })
      }
      const language: MailLanguage = i18n.language.startsWith('de') ? 'de' : 'en'
      const mail = recipeMail(start)
      const templateId = await createTemplate(account.id, {
        name: t(`content.start_${mail}`),
        editor_type: 'SYSTEM_DRAGGABLE',
        definition: readyMade(mail, language, () => crypto.randomUUID()),
      })
      const subject = t(`flows.subject_${start}`)
      return createFlow(account.id, {
        name: name.trim(),
        definition: recipeFlow(start, found, { templateId, subject }),
      })
    },
    onSuccess: (id) => navigate(paths.flow(account.id, id)),
  })
  const refusal = !name.trim()
    ? t('flows.nameFirst')
    : missing.length > 0
      ? t('flows.missingMetric', { metric: missing.join(', ') })
      : metrics
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
        <ChoiceCards
          label={t('flows.startFrom')}
          value={start}
          choices={STARTS.map((value) => ({
            value,
            label: t(`flows.recipe_${value}`),
            hint: t(`flows.recipeHint_${value}`),
          }))}
          onChange={setStart}
        />
        {missing.length > 0 ? (
          <Text size="sm" c="var(--notice-text)">
            {t('flows.missingMetric', { metric: missing.join(', ') })}
          </Text>
        ) : null}
        <ProblemNotice problem={create.error ?? error} />
        <Group justify="flex-end" gap="xs">
          <Act variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Act>
          <Act type="submit" loading={create.isPending} refusal={refusal}>
            {t('flows.create')}
          </Act>
        </Group>
      </Stack>
    </form>
  )
}
