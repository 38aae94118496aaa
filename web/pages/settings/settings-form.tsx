import { Group, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRefusal } from '../../account.ts'
import { fieldErrors, typedInto } from '../../forms/form-data.ts'
import { Act } from '../../ui/act.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

/** One group of settings: it is saved by itself, and says itself what was wrong. */
export function SettingsForm(props: {
  title: string
  hint?: string
  fields: (errors: Record<string, string>, isRefused: boolean) => ReactNode
  save: (typed: Record<string, string>) => Promise<unknown>
}) {
  const { t } = useTranslation()
  const refusal = useRefusal('accounts:write')
  const change = useMutation({
    mutationFn: props.save,
    onSuccess: () => done(t('common.saved')),
  })
  return (
    <Panel title={props.title} hint={props.hint}>
      <form
        aria-label={props.title}
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate(typedInto(event.currentTarget))
        }}
      >
        <Stack gap="md" maw={480}>
          <ProblemNotice problem={change.error} />
          {props.fields(fieldErrors(change.error), Boolean(refusal))}
          <Group>
            <Act type="submit" refusal={refusal} loading={change.isPending}>
              {t('common.save')}
            </Act>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
