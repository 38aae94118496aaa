import { ActionIcon, Group, Menu, Stack, Switch } from '@mantine/core'
import { IconCopy, IconDots, IconEye, IconEyeOff, IconPencil } from '@tabler/icons-react'
import { useMutation, useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LoaderFunctionArgs, useSearchParams } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { changeImage, type ImageState, imageList } from '../../api/images.ts'
import { queryClient } from '../../api/query-client.ts'
import { SearchField } from '../../fields/search.tsx'
import { MoreRows } from '../../table/more-rows.tsx'
import { copyText } from '../../ui/copy-text.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { NameDialog } from '../../ui/name-dialog.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { done, failed } from '../../ui/toast.ts'
import { ImageGrid } from './image-grid.tsx'
import { ImageUpload } from './image-upload.tsx'

export async function loader({ params, request }: LoaderFunctionArgs) {
  const find = wanted(new URL(request.url).searchParams)
  await queryClient.ensureInfiniteQueryData(imageList(params.accountId ?? '', find))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('images:write')
  const [search, setSearch] = useSearchParams()
  const find = wanted(search)
  const list = useSuspenseInfiniteQuery(imageList(account.id, find))
  const images = list.data.pages.flatMap((page) => page.images)
  const [renamed, setRenamed] = useState<ImageState | null>(null)

  function change(name: 'q' | 'hidden', value: string) {
    const next = new URLSearchParams(search)
    if (value) next.set(name, value)
    else next.delete(name)
    setSearch(next, { replace: true })
  }

  return (
    <Page title={t('content.images')} lead={t('content.imagesLead')}>
      <Stack gap="md">
        {refusal ? null : (
          <Panel>
            <ImageUpload onDone={() => undefined} />
          </Panel>
        )}
        <Group gap="md">
          <SearchField
            label={t('content.searchImages')}
            initial={find.search}
            onSearch={(text) => change('q', text)}
          />
          <Switch
            size="sm"
            label={t('content.withHidden')}
            checked={find.withHidden}
            onChange={(event) => change('hidden', event.currentTarget.checked ? '1' : '')}
          />
        </Group>
        {images.length > 0 ? (
          <ImageGrid
            label={t('content.images')}
            images={images}
            deeds={(image) => (
              <Deeds image={image} refusal={refusal} onRename={() => setRenamed(image)} />
            )}
          />
        ) : (
          <Panel>
            <EmptyState
              title={find.search ? t('content.noImageFound') : t('content.noImages')}
              body={find.search ? t('content.noneFoundBody') : t('content.noImagesBody')}
            />
          </Panel>
        )}
        <MoreRows of={list} label={t('content.more')} />
      </Stack>
      <NameDialog
        key={renamed?.id}
        opened={renamed !== null}
        title={t('content.rename')}
        initial={renamed?.name ?? ''}
        save={async (name) => {
          await changeImage(account.id, renamed?.id ?? '', { name })
          done(t('common.saved'))
        }}
        onClose={() => setRenamed(null)}
      />
    </Page>
  )
}

function Deeds(props: { image: ImageState; refusal: string | undefined; onRename: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { id, name, hidden, image_url: url } = props.image
  const hide = useMutation({
    mutationFn: () => changeImage(account.id, id, { hidden: !hidden }),
    onSuccess: () => done(t('common.saved')),
    onError: failed,
  })
  const refused = { disabled: Boolean(props.refusal), title: props.refusal }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('content.deedsFor', { name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconCopy size={16} aria-hidden />}
          onClick={() => void copyText(url, t('common.copied'))}
        >
          {t('content.copyLink')}
        </Menu.Item>
        <Menu.Item
          {...refused}
          leftSection={<IconPencil size={16} aria-hidden />}
          onClick={props.onRename}
        >
          {t('content.rename')}
        </Menu.Item>
        <Menu.Item
          {...refused}
          leftSection={
            hidden ? <IconEye size={16} aria-hidden /> : <IconEyeOff size={16} aria-hidden />
          }
          onClick={() => hide.mutate()}
        >
          {hidden ? t('content.unhide') : t('content.hide')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function wanted(search: URLSearchParams) {
  return { search: search.get('q') ?? '', withHidden: search.get('hidden') === '1' }
}
