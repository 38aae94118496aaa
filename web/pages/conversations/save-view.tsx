import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount, useRefusal } from '../../account.ts'
import { createView, type InboxQuestion } from '../../api/conversations.ts'
import { Act } from '../../ui/act.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

/** Keep what is being looked at under a name, for everybody. */
export function SaveView(props: { question: InboxQuestion }) {
  const { t } = useTranslation()
  const account = useAccount()
  const notAllowed = useRefusal('conversations:write')
  const [naming, setNaming] = useState(false)
  const [name, setName] = useState('')
  const save = useMutation({
    mutationFn: () => createView(account.id, { ...props.question, name: name.trim() }),
    onSuccess: () => setNaming(false),
  })
  const refusal = notAllowed ?? (props.question.search ? undefined : t('conversations.viewNeeds'))
  return (
    <>
      <Act variant="default" refusal={refusal} onClick={() => setNaming(true)}>
        {t('conversations.saveView')}
      </Act>
      <Dialog opened={naming} onClose={() => setNaming(false)} title={t('conversations.saveView')}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim()) save.mutate()
          }}
        >
          <Stack gap="md">
            <TextInput
              label={t('fields.name')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              maxLength={200}
              required
              data-autofocus
            />
            <ProblemNotice problem={save.error} />
            <Group justify="flex-end">
              <Button type="submit" loading={save.isPending}>
                {t('common.save')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Dialog>
    </>
  )
}
