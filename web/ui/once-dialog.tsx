import { Alert, Button, Group, Stack, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CopyButton } from './copy-button.tsx'
import { Dialog } from './dialog.tsx'

/** A secret that is shown this one time. It does not close by a click beside it. */
export function OnceDialog(props: {
  title: string
  hint: string
  label: string
  secret: string | null
  onClose: () => void
}) {
  const { t } = useTranslation()
  return (
    <Dialog
      opened={props.secret !== null}
      onClose={props.onClose}
      title={props.title}
      closeOnClickOutside={false}
    >
      <Stack gap="md">
        <Alert color="apricot">{props.hint}</Alert>
        <TextInput
          label={props.label}
          value={props.secret ?? ''}
          readOnly
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          rightSection={<CopyButton text={props.secret ?? ''} label={t('common.copy')} />}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button onClick={props.onClose}>{t('common.done')}</Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
