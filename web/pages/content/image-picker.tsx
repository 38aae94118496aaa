import { Stack, Text } from '@mantine/core'
import { IconPhotoPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount, useRefusal } from '../../account.ts'
import { type ImageState, imageList } from '../../api/images.ts'
import { SearchField } from '../../fields/search.tsx'
import { Act } from '../../ui/act.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ImageGrid } from './image-grid.tsx'
import { ImageUpload } from './image-upload.tsx'

/** A picture of the account's, or a new one. */
export function ImagePicker(props: { onPick: (image: ImageState) => void }) {
  const { t } = useTranslation()
  const refusal = useRefusal('images:read')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Act
        size="xs"
        variant="default"
        leftSection={<IconPhotoPlus size={15} aria-hidden />}
        refusal={refusal}
        onClick={() => setOpen(true)}
      >
        {t('content.chooseImage')}
      </Act>
      <Dialog
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('content.chooseImage')}
        size="xl"
      >
        <Choice
          onPick={(image) => {
            setOpen(false)
            props.onPick(image)
          }}
        />
      </Dialog>
    </>
  )
}

function Choice(props: { onPick: (image: ImageState) => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('images:write')
  const [search, setSearch] = useState('')
  const { data } = useInfiniteQuery(imageList(account.id, { search, withHidden: false }))
  const images = data?.pages.flatMap((page) => page.images) ?? []
  return (
    <Stack gap="md">
      {refusal ? null : <ImageUpload onDone={props.onPick} />}
      <SearchField label={t('content.searchImages')} initial="" onSearch={setSearch} />
      {images.length > 0 ? (
        <ImageGrid label={t('content.images')} images={images} onPick={props.onPick} />
      ) : (
        <Text size="sm" c="dimmed">
          {t('content.noImages')}
        </Text>
      )}
    </Stack>
  )
}
