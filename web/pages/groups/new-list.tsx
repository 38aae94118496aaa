import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useAccount } from '../../account.ts'
import { createList } from '../../api/groups.ts'
import { paths } from '../../paths.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

export function NewList(props: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('groups.newList')}>
      <NewListForm onClose={props.onClose} />
    </Dialog>
  )
}

function NewListForm(props: { onClose: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const create = useMutation({
    mutationFn: () => createList(account.id, name.trim()),
    onSuccess: (id) => navigate(paths.list(account.id, id)),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim()) create.mutate()
      }}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('groups.newListHint')}
        </Text>
        <TextInput
          label={t('fields.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={255}
          required
          data-autofocus
        />
        <ProblemNotice problem={create.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('groups.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
