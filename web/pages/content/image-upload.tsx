import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IMAGE_BYTES_MAX } from '../../../src/contract/images.ts'
import { useAccount } from '../../account.ts'
import { type ImageState, importImage, uploadImage } from '../../api/images.ts'
import { FileDrop } from '../../ui/file-drop.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

const MEGABYTE = 1_024 * 1_024

/** A picture from this computer or from an address. */
export function ImageUpload(props: { onDone: (image: ImageState) => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [url, setUrl] = useState('')
  const settled = (image: ImageState) => {
    done(t('content.imageAdded'))
    setUrl('')
    props.onDone(image)
  }
  const upload = useMutation({
    mutationFn: (file: File) => uploadImage(account.id, file),
    onSuccess: settled,
  })
  const fetched = useMutation({
    mutationFn: () => importImage(account.id, { url: url.trim(), name: null }),
    onSuccess: settled,
  })
  return (
    <Stack gap="sm" aria-busy={upload.isPending || fetched.isPending}>
      <FileDrop
        label={upload.isPending ? t('content.uploading') : t('content.dropImage')}
        hint={t('content.dropImageHint', { max: IMAGE_BYTES_MAX / MEGABYTE })}
        accept="image/jpeg,image/png,image/gif,image/webp"
        onFile={(file) => upload.mutate(file)}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (url.trim()) fetched.mutate()
        }}
      >
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label={t('content.imageFromUrl')}
            placeholder="https://"
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
            style={{ flex: 1 }}
          />
          <Button type="submit" variant="default" loading={fetched.isPending}>
            {t('content.takeOver')}
          </Button>
        </Group>
      </form>
      <ProblemNotice problem={upload.error ?? fetched.error} />
    </Stack>
  )
}
