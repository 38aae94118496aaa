import { Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount, useRefusal } from '../../account.ts'
import { type PreviewData, sendTestMail, type TemplateContent } from '../../api/content.ts'
import { fieldErrors } from '../../forms/form-data.ts'
import { Act } from '../../ui/act.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

/** Sends what is in the editor, saved or not, filled as the preview is. */
export function SendTest(props: { content: TemplateContent; data: PreviewData }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('templates:write')
  const [isOpen, setOpen] = useState(false)
  const [to, setTo] = useState('')
  const test = useMutation({
    mutationFn: () => sendTestMail(account.id, to.trim(), props.content, props.data),
    onSuccess: () => {
      setOpen(false)
      done(t('content.testSent', { to: to.trim() }))
    },
  })
  const errors = fieldErrors(test.error)
  return (
    <>
      <Act variant="default" refusal={refusal} onClick={() => setOpen(true)}>
        {t('content.sendTest')}
      </Act>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={t('content.sendTest')}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            test.mutate()
          }}
        >
          <Stack gap="md">
            <Text size="sm">{t('content.sendTestHint')}</Text>
            <TextInput
              type="email"
              required
              data-autofocus
              label={t('content.testTo')}
              value={to}
              error={errors['0']}
              onChange={({ currentTarget: { value } }) => setTo(value)}
            />
            <ProblemNotice problem={test.error} />
            <Group justify="end">
              <Act type="submit" refusal={refusal} loading={test.isPending}>
                {t('content.sendTest')}
              </Act>
            </Group>
          </Stack>
        </form>
      </Dialog>
    </>
  )
}
