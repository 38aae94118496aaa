import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../../account.ts'
import { deleteFlow, renameFlow } from '../../api/flows.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

interface Named {
  id: string
  name: string
}

export function RenameFlow(props: { flow: Named | null; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog opened={props.flow !== null} onClose={props.onClose} title={t('flows.rename')}>
      {props.flow ? <RenameForm flow={props.flow} onClose={props.onClose} /> : null}
    </Dialog>
  )
}

function RenameForm(props: { flow: Named; onClose: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [name, setName] = useState(props.flow.name)
  const rename = useMutation({
    mutationFn: () => renameFlow(account.id, props.flow.id, name.trim()),
    onSuccess: () => {
      done(t('common.saved'))
      props.onClose()
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim()) rename.mutate()
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('fields.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={255}
          required
          data-autofocus
        />
        <ProblemNotice problem={rename.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={rename.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

export function DeleteFlow(props: {
  flow: Named | null
  onDeleted: () => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const remove = useMutation({
    mutationFn: (id: string) => deleteFlow(account.id, id),
    onSuccess: () => {
      done(t('flows.deleted'))
      props.onDeleted()
    },
  })
  return (
    <ConfirmDialog
      opened={props.flow !== null}
      title={t('flows.deleteTitle', { name: props.flow?.name ?? '' })}
      body={t('flows.deleteBody')}
      action={t('flows.delete')}
      busy={remove.isPending}
      problem={remove.error}
      onConfirm={() => props.flow && remove.mutate(props.flow.id)}
      onClose={props.onClose}
    />
  )
}
