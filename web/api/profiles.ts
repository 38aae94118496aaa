import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { Profile, ProfileIdentifier } from '../../src/contract/profiles.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, resource } from './document.ts'
import { ApiProblem } from './problem.ts'
import { queryClient } from './query-client.ts'

const ProfileResource = resource(
  z.object({
    ...Profile.attributes.shape,
    subscriptions: z.record(z.string(), z.unknown()).nullish(),
    activity: z
      .object({ first_active: z.string().nullable(), last_active: z.string().nullable() })
      .nullish(),
  }),
)
export type ProfileDetails = z.infer<typeof ProfileResource>['attributes'] & { id: string }

export interface ProfilePage {
  profiles: ProfileDetails[]
  next: string | null
}

const PAGE_SIZE = 50

async function searchPage(
  account: string,
  page: { search?: string; size?: number; cursor: string | null },
  signal: AbortSignal,
): Promise<ProfilePage> {
  const document = await call('/api/x/profiles', many(ProfileResource), {
    account,
    query: {
      search: page.search,
      'page[size]': page.size ?? PAGE_SIZE,
      'page[cursor]': page.cursor,
    },
    signal,
  })
  return { profiles: document.data.map(flat), next: nextCursor(document) }
}

/** The first few who match, for pickers and the palette. */
export function profileSearch(account: string, find: { search: string; size: number }) {
  return queryOptions({
    queryKey: [account, 'profiles', 'first', find],
    queryFn: ({ signal }) => searchPage(account, { ...find, cursor: null }, signal),
  })
}

export function profileList(account: string, search: string) {
  return infiniteQueryOptions({
    queryKey: [account, 'profiles', 'all', search],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => searchPage(account, { search, cursor: pageParam }, signal),
    getNextPageParam: (page) => page.next,
  })
}

export function profile(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'profile', id],
    queryFn: async ({ signal }): Promise<ProfileDetails> => {
      const document = await call(`/api/profiles/${id}`, one(ProfileResource), {
        account,
        query: { 'additional-fields[profile]': 'subscriptions,activity' },
        signal,
      })
      return flat(document.data)
    },
  })
}

const Identifier = resource(ProfileIdentifier.attributes)

export function profileIdentifiers(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'profile', id, 'identifiers'],
    queryFn: async ({ signal }) => {
      const document = await call(`/api/x/profiles/${id}/identifiers`, many(Identifier), {
        account,
        signal,
      })
      return document.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}

export interface ProfileChange {
  attributes: Record<string, unknown>
  /** Names of custom properties to take away. */
  unset?: string[]
}

export async function createProfile(
  account: string,
  attributes: Record<string, unknown>,
): Promise<string> {
  const document = await call('/api/profiles', one(resource(z.unknown())), {
    account,
    method: 'POST',
    body: { data: { type: 'profile', attributes } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'profiles'] })
  return document.data.id
}

export async function changeProfile(account: string, id: string, change: ProfileChange) {
  await send(`/api/profiles/${id}`, {
    account,
    method: 'PATCH',
    body: {
      data: {
        type: 'profile',
        id,
        attributes: change.attributes,
        ...(change.unset ? { meta: { patch_properties: { unset: change.unset } } } : {}),
      },
    },
  })
  await refreshProfile(account, id)
}

/**
 * The source's history moves to `into`; its id leads there from then on. Answers whether that has
 * already been done: the server does it after its answer, mostly within a second.
 */
export async function mergeProfiles(
  account: string,
  profiles: { source: string; into: string },
): Promise<boolean> {
  await send('/api/profile-merge', {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'profile-merge',
        id: profiles.into,
        relationships: { profiles: { data: [{ type: 'profile', id: profiles.source }] } },
      },
    },
  })
  const done = await isGone(account, profiles.source)
  await refreshProfile(account, profiles.into)
  return done
}

export async function deleteProfile(account: string, id: string) {
  await send('/api/data-privacy-deletion-jobs', {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'data-privacy-deletion-job',
        attributes: { profile: { data: { type: 'profile', id, attributes: {} } } },
      },
    },
  })
  await isGone(account, id)
  await queryClient.invalidateQueries({ queryKey: [account, 'profiles'] })
}

const GONE_WATCH_MS = 250
const GONE_WATCHED_MAX_MS = 10_000

/** Wait until nothing has this id any more; false when that takes longer than a reader would wait. */
async function isGone(account: string, id: string): Promise<boolean> {
  const deadline = Date.now() + GONE_WATCHED_MAX_MS
  do {
    try {
      const { data } = await call(`/api/profiles/${id}`, one(resource(z.unknown())), { account })
      if (data.id !== id) return true
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 404) return true
      throw problem
    }
    await new Promise((resolve) => setTimeout(resolve, GONE_WATCH_MS))
  } while (Date.now() < deadline)
  return false
}

async function refreshProfile(account: string, id: string) {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: [account, 'profile', id] }),
    queryClient.invalidateQueries({ queryKey: [account, 'profiles'] }),
    queryClient.invalidateQueries({ queryKey: [account, 'events'] }),
  ])
}

function flat(data: z.infer<typeof ProfileResource>): ProfileDetails {
  return { id: data.id, ...data.attributes }
}
