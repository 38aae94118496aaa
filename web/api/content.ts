import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import type { Block, TemplateDefinition } from '../../src/contract/blocks.ts'
import { type Brand, BrandSettings } from '../../src/contract/brand.ts'
import { CatalogItem } from '../../src/contract/catalogs.ts'
import {
  type EditorType,
  Template,
  TemplateCheck,
  type TemplateFinding,
  TemplatePreview,
  UniversalContent,
} from '../../src/contract/templates.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, quoted, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const TemplateListed = resource(Template.attributes)
export type TemplateSummary = z.infer<typeof Template.attributes> & { id: string }

export function templateList(account: string, search: string) {
  return infiniteQueryOptions({
    queryKey: [account, 'templates', search],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const found = await call('/api/templates', many(TemplateListed), {
        account,
        query: {
          filter: search ? `contains(name,${quoted(search)})` : '',
          sort: '-updated',
          'page[cursor]': pageParam,
        },
        signal,
      })
      return {
        templates: found.data.map((each): TemplateSummary => ({ id: each.id, ...each.attributes })),
        next: nextCursor(found),
      }
    },
    getNextPageParam: (page) => page.next,
  })
}

const TemplateResource = resource(
  z.object({ ...Template.attributes.shape, ...Template.additional.shape }),
)
export type TemplateState = Omit<z.infer<typeof TemplateResource>['attributes'], 'definition'> & {
  id: string
  definition: TemplateDefinition | null
}

export function template(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'template', id],
    queryFn: async ({ signal }): Promise<TemplateState> => {
      const found = await call(`/api/templates/${id}`, one(TemplateResource), {
        account,
        query: { 'additional-fields[template]': 'definition,mjml,is_library' },
        signal,
      })
      const { definition, ...attributes } = found.data.attributes
      return {
        id: found.data.id,
        ...attributes,
        definition: definition as TemplateDefinition | null,
      }
    },
  })
}

/** What is written of a template; what is absent stays as it is. */
export interface TemplateContent {
  html?: string
  text?: string | null
  mjml?: string
  definition?: TemplateDefinition
}

const Created = one(resource(z.unknown()))

/** Answers the id of the new template. */
export async function createTemplate(
  account: string,
  wanted: { name: string; editor_type: EditorType } & TemplateContent,
): Promise<string> {
  const answer = await call('/api/templates', Created, {
    account,
    method: 'POST',
    body: { data: { type: 'template', attributes: wanted } },
  })
  await forget(account)
  return answer.data.id
}

export async function changeTemplate(
  account: string,
  id: string,
  change: { name?: string } & TemplateContent,
): Promise<void> {
  await send(`/api/templates/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'template', id, attributes: change } },
  })
  await forget(account)
}

export async function cloneTemplate(account: string, id: string, name: string): Promise<string> {
  const answer = await call('/api/template-clone', Created, {
    account,
    method: 'POST',
    body: { data: { type: 'template', id, attributes: { name } } },
  })
  await forget(account)
  return answer.data.id
}

export async function deleteTemplate(account: string, id: string): Promise<void> {
  await send(`/api/templates/${id}`, { account, method: 'DELETE' })
  await queryClient.invalidateQueries({ queryKey: [account, 'templates'] })
}

/** Whose data fills a preview: an event brings its own person. */
export interface PreviewData {
  profileId: string | null
  eventId: string | null
  /** Variables that win over those of the person and the event. */
  context?: Record<string, unknown>
}

const Preview = one(resource(TemplatePreview.attributes))
export type PreviewState = z.infer<typeof TemplatePreview.attributes>

/** The next edit hangs up on this one, which cancels its query. */
export function templatePreview(account: string, content: TemplateContent, data: PreviewData) {
  return queryOptions({
    queryKey: [account, 'template-preview', content, data],
    retry: false,
    gcTime: PREVIEW_KEPT_MS,
    queryFn: async ({ signal }): Promise<PreviewState> => {
      const answer = await call('/api/x/template-previews', Preview, {
        account,
        method: 'POST',
        body: {
          data: {
            type: 'template-preview',
            attributes: {
              ...content,
              profile_id: data.profileId,
              event_id: data.eventId,
              ...(data.context ? { context: data.context } : {}),
            },
          },
        },
        signal,
      })
      return answer.data.attributes
    },
  })
}

/** Send what is in the editor, with somebody's data, to an address of one's own. */
export async function sendTestMail(
  account: string,
  to: string,
  content: TemplateContent,
  data: PreviewData,
): Promise<void> {
  await send('/api/x/test-mails', {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'test-mail',
        attributes: {
          ...content,
          recipients: [to],
          profile_id: data.profileId,
          event_id: data.eventId,
        },
      },
    },
  })
}

/** Each keystroke makes a preview of its own: old ones are soon let go. */
const PREVIEW_KEPT_MS = 30_000

const Check = one(resource(TemplateCheck.attributes))

export function templateCheck(account: string, content: TemplateContent, metricId: string | null) {
  return queryOptions({
    queryKey: [account, 'template-check', content, metricId],
    retry: false,
    gcTime: PREVIEW_KEPT_MS,
    queryFn: async ({ signal }): Promise<TemplateFinding[]> => {
      const answer = await call('/api/x/template-checks', Check, {
        account,
        method: 'POST',
        body: {
          data: { type: 'template-check', attributes: { ...content, metric_id: metricId } },
        },
        signal,
      })
      return answer.data.attributes.findings
    },
  })
}

const Shared = resource(UniversalContent.attributes)
export interface SharedBlock {
  id: string
  name: string
  definition: Block
}

const SHARED_PAGE = 100

export function sharedBlocks(account: string) {
  return queryOptions({
    queryKey: [account, 'shared-blocks'],
    queryFn: async ({ signal }): Promise<SharedBlock[]> => {
      const found = await call('/api/template-universal-content', many(Shared), {
        account,
        query: { sort: 'name', 'page[size]': SHARED_PAGE },
        signal,
      })
      return found.data.map(({ id, attributes }) => ({
        id,
        name: attributes.name,
        definition: attributes.definition as unknown as Block,
      }))
    },
  })
}

/** Answers the id that blocks name as their `universal_id`. */
export async function shareBlock(account: string, name: string, block: Block): Promise<string> {
  const { id: _, data_id: __, universal_id: ___, ...definition } = block
  const answer = await call('/api/template-universal-content', Created, {
    account,
    method: 'POST',
    body: { data: { type: 'template-universal-content', attributes: { name, definition } } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'shared-blocks'] })
  return answer.data.id
}

/** Changes every template that names the block. */
export async function changeSharedBlock(account: string, id: string, block: Block): Promise<void> {
  const { id: _, data_id: __, universal_id: ___, ...definition } = block
  await send(`/api/template-universal-content/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'template-universal-content', id, attributes: { definition } } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'shared-blocks'] })
}

function forget(account: string): Promise<unknown> {
  return Promise.all(
    ['templates', 'template'].map((kind) =>
      queryClient.invalidateQueries({ queryKey: [account, kind] }),
    ),
  )
}

const Item = resource(CatalogItem.attributes)
export type ItemSummary = z.infer<typeof CatalogItem.attributes> & { id: string }

const ITEMS_FOUND = 10

/** Items of the catalogue whose title holds this. */
export function itemSearch(account: string, search: string) {
  return queryOptions({
    queryKey: [account, 'catalog-items', search],
    queryFn: ({ signal }) =>
      items(account, search ? `contains(title,${quoted(search)})` : '', ITEMS_FOUND, signal),
  })
}

/** Items of the catalogue by their ids of the API, in no order. */
export function itemsOf(account: string, ids: readonly string[]) {
  return queryOptions({
    queryKey: [account, 'catalog-items', ids],
    enabled: ids.length > 0,
    queryFn: ({ signal }) =>
      items(account, `any(ids,[${ids.map(quoted).join(',')}])`, ids.length, signal),
  })
}

async function items(account: string, filter: string, size: number, signal: AbortSignal) {
  const found = await call('/api/catalog-items', many(Item), {
    account,
    query: { filter, 'page[size]': Math.min(size, ITEMS_MAX) },
    signal,
  })
  return found.data.map((each): ItemSummary => ({ id: each.id, ...each.attributes }))
}

const ITEMS_MAX = 100

const Settings = one(resource(BrandSettings.attributes))

/** The looks that new templates begin with. */
export function brand(account: string) {
  return queryOptions({
    queryKey: [account, 'brand'],
    queryFn: async ({ signal }): Promise<Brand> =>
      (await call('/api/x/brand-settings', Settings, { account, signal })).data.attributes,
  })
}

export async function changeBrand(
  account: string,
  change: Partial<Omit<Brand, 'colors'>> & { colors: Partial<Brand['colors']> },
): Promise<void> {
  await send('/api/x/brand-settings', {
    account,
    method: 'PATCH',
    body: { data: { type: 'brand-settings', attributes: change } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'brand'] })
}
