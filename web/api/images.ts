import { infiniteQueryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { Image } from '../../src/contract/images.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, quoted, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const ImageResource = resource(
  z.object({ ...Image.attributes.shape, ...Image.additional.partial().shape }),
)
export type ImageState = z.infer<typeof ImageResource>['attributes'] & { id: string }

const PAGE = 48

export function imageList(account: string, find: { search: string; withHidden: boolean }) {
  return infiniteQueryOptions({
    queryKey: [account, 'images', find],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const terms = [
        find.search ? `contains(name,${quoted(find.search)})` : null,
        find.withHidden ? null : 'equals(hidden,false)',
      ].filter((term) => term !== null)
      const found = await call('/api/images', many(ImageResource), {
        account,
        query: {
          filter: terms.join(','),
          sort: '-updated_at',
          'additional-fields[image]': 'width,height',
          'page[size]': PAGE,
          'page[cursor]': pageParam,
        },
        signal,
      })
      return {
        images: found.data.map((each): ImageState => ({ id: each.id, ...each.attributes })),
        next: nextCursor(found),
      }
    },
    getNextPageParam: (page) => page.next,
  })
}

const Made = one(ImageResource)

export async function uploadImage(account: string, file: File): Promise<ImageState> {
  const form = new FormData()
  form.set('name', file.name)
  form.set('file', file)
  const answer = await call('/api/image-upload', Made, { account, method: 'POST', form })
  await forget(account)
  return { id: answer.data.id, ...answer.data.attributes }
}

export async function importImage(
  account: string,
  wanted: { url: string; name: string | null },
): Promise<ImageState> {
  const answer = await call('/api/images', Made, {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'image',
        attributes: { import_from_url: wanted.url, name: wanted.name },
      },
    },
  })
  await forget(account)
  return { id: answer.data.id, ...answer.data.attributes }
}

export async function changeImage(
  account: string,
  id: string,
  change: { name?: string; hidden?: boolean },
): Promise<void> {
  await send(`/api/images/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'image', id, attributes: change } },
  })
  await forget(account)
}

function forget(account: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: [account, 'images'] })
}
