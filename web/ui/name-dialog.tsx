import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from './dialog.tsx'
import { ProblemNotice } from './problem-notice.tsx'

/** Characters of a name of anything in the console. */
const NAME_LENGTH_MAX = 255

export interface NameDialogProps {
  opened: boolean
  title: string
  hint?: string
  /** What it is called now. */
  initial?: string
  /** The verb on the button; "Save" unless given. */
  action?: string
  /** Gives the name to whatever has it. What it throws is shown. */
  save: (name: string) => Promise<unknown>
  onClose: () => void
}

/** Asks for one name, to make something or to rename it. It closes when the name is saved. */
export function NameDialog(props: NameDialogProps) {
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={props.title}>
      <NameForm {...props} />
    </Dialog>
  )
}

function NameForm(props: NameDialogProps) {
  const { t } = useTranslation()
  const [name, setName] = useState(props.initial ?? '')
  const save = useMutation({ mutationFn: props.save, onSuccess: props.onClose })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim()) save.mutate(name.trim())
      }}
    >
      <Stack gap="md">
        {props.hint ? (
          <Text size="sm" c="dimmed">
            {props.hint}
          </Text>
        ) : null}
        <TextInput
          label={t('fields.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={NAME_LENGTH_MAX}
          required
          data-autofocus
        />
        <ProblemNotice problem={save.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {props.action ?? t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
