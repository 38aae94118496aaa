import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from './dialog.tsx'
import { ProblemNotice } from './problem-notice.tsx'

export interface ConfirmDialogProps {
  opened: boolean
  title: string
  body: ReactNode
  /** The verb of the deed, as on the button that opened this. */
  action: string
  /** For what cannot be undone: this must be typed first. */
  typed?: string
  busy: boolean
  problem: Error | null
  onConfirm: () => void
  onClose: () => void
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={props.title}>
      <Confirmation {...props} />
    </Dialog>
  )
}

function Confirmation(props: ConfirmDialogProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const ready = props.typed === undefined || text.trim() === props.typed
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) props.onConfirm()
      }}
    >
      <Stack gap="md">
        <Text size="sm" component="div">
          {props.body}
        </Text>
        {props.typed === undefined ? null : (
          <TextInput
            label={t('common.typeToConfirm', { text: props.typed })}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        <ProblemNotice problem={props.problem} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" color="red" disabled={!ready} loading={props.busy}>
            {props.action}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
