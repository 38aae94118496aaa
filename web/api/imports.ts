import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  IMPORT_PART_BYTES_MAX,
  Import,
  type ImportFormat,
  type ImportKind,
  ImportPreview,
  ImportRefusedRow,
  ImportSample,
  type Mapping,
} from '../../src/contract/imports.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const ImportResource = resource(Import.attributes)
export type ImportState = { id: string } & z.infer<typeof Import.attributes>
export type Sample = z.infer<typeof ImportSample.attributes>
export type Preview = z.infer<typeof ImportPreview.attributes>

const POLL_MS = 1_000

export function importList(account: string) {
  return infiniteQueryOptions({
    queryKey: [account, 'imports'],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const document = await call('/api/x/imports', many(ImportResource), {
        account,
        query: { 'page[cursor]': pageParam },
        signal,
      })
      return { imports: document.data.map(flat), next: nextCursor(document) }
    },
    getNextPageParam: (page) => page.next,
  })
}

export function isWorking(state: ImportState): boolean {
  return state.status === 'queued' || state.status === 'running'
}

export function importState(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'import', id],
    queryFn: async ({ signal }): Promise<ImportState> =>
      flat((await call(`/api/x/imports/${id}`, one(ImportResource), { account, signal })).data),
    refetchInterval: (query) => (query.state.data && isWorking(query.state.data) ? POLL_MS : false),
  })
}

export function importSample(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'import', id, 'sample'],
    queryFn: async ({ signal }): Promise<Sample> => {
      const shape = one(resource(ImportSample.attributes))
      return (await call(`/api/x/imports/${id}/sample`, shape, { account, signal })).data.attributes
    },
  })
}

/** What the first rows would become with this mapping; nothing is stored. */
export function importPreview(account: string, id: string, mapping: Mapping | null) {
  return queryOptions({
    queryKey: [account, 'import', id, 'preview', mapping],
    queryFn: async ({ signal }): Promise<Preview> => {
      const answer = await call(
        `/api/x/imports/${id}/preview`,
        one(resource(ImportPreview.attributes)),
        {
          account,
          method: 'POST',
          body: { data: { type: 'import-preview', attributes: { mapping } } },
          signal,
        },
      )
      return answer.data.attributes
    },
  })
}

/** `readAt` tells one reading of the file from the next: each has refusals of its own. */
export function importRefusals(account: string, id: string, readAt: string | null) {
  return infiniteQueryOptions({
    queryKey: [account, 'import', id, 'refusals', readAt],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const document = await call(
        `/api/x/imports/${id}/refusals`,
        many(resource(ImportRefusedRow.attributes)),
        { account, query: { 'page[cursor]': pageParam }, signal },
      )
      return { rows: document.data.map(flat), next: nextCursor(document) }
    },
    getNextPageParam: (page) => page.next,
  })
}

export interface NewImport {
  kind: ImportKind
  format: ImportFormat
  file: File
  /** The list that the people of the file are put on. */
  listId: string | null
}

/** Create an import and send its file, piece by piece; `onProgress` hears the share that is there. */
export async function uploadImport(
  account: string,
  { kind, format, file, listId }: NewImport,
  onProgress: (share: number) => void,
): Promise<string> {
  const created = await call('/api/x/imports', one(ImportResource), {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'import',
        attributes: { kind, format, file_name: file.name, list_id: listId },
      },
    },
  })
  const { id } = created.data
  const parts = Math.ceil(file.size / IMPORT_PART_BYTES_MAX)
  for (let part = 1; part <= parts; part += 1) {
    const start = (part - 1) * IMPORT_PART_BYTES_MAX
    // One after the other: the server numbers them, and a slow line should not be split further.
    // oxlint-disable-next-line no-await-in-loop -- one part at a time, so that progress is true
    await send(`/api/x/imports/${id}/parts`, {
      account,
      method: 'POST',
      query: { part },
      bytes: file.slice(start, start + IMPORT_PART_BYTES_MAX),
    })
    onProgress(part / parts)
  }
  await queryClient.invalidateQueries({ queryKey: [account, 'imports'] })
  return id
}

export async function startImport(account: string, id: string, mapping: Mapping | null) {
  if (mapping) {
    await send(`/api/x/imports/${id}`, {
      account,
      method: 'PATCH',
      body: { data: { type: 'import', id, attributes: { mapping } } },
    })
  }
  await command(account, id, 'start')
}

export async function cancelImport(account: string, id: string) {
  await command(account, id, 'cancel')
}

export async function deleteImport(account: string, id: string) {
  await send(`/api/x/imports/${id}`, { account, method: 'DELETE' })
  await queryClient.invalidateQueries({ queryKey: [account, 'imports'] })
}

export function refusedRowsFile(id: string): string {
  return `/api/x/imports/${id}/refused-rows`
}

async function command(account: string, id: string, name: 'start' | 'cancel') {
  const answer = await call(`/api/x/imports/${id}/${name}`, one(ImportResource), {
    account,
    method: 'POST',
  })
  queryClient.setQueryData(importState(account, id).queryKey, flat(answer.data))
  await queryClient.invalidateQueries({ queryKey: [account, 'imports'] })
}

function flat<Attributes>(data: {
  id: string
  attributes: Attributes
}): { id: string } & Attributes {
  return { id: data.id, ...data.attributes }
}
