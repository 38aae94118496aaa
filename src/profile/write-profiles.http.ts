import {
  createClientProfile,
  createOrUpdateProfile,
  createProfile as createProfileEndpoint,
  updateProfile,
} from '../contract/profiles.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { uuidOf } from '../platform/id.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { readProfileInput } from './profile-input.ts'
import { profileResource } from './profile-resource.ts'
import { createProfile, writeProfile } from './write-profile.action.ts'

const create = implement(createProfileEndpoint, async ({ body, caller, sql, now }) => {
  const input = readProfileInput(body.data, '/data', 'api')
  const row = await createProfile(sql, { accountId: caller.accountId, input, now })
  return { data: profileResource(row) }
})

const update = implement(updateProfile, async (call) => {
  const { body, caller, sql, now } = call
  const id = param(call, 'id')
  refuseOtherId(body.data.id, id)
  if (uuidOf(id) === undefined) throw notFound('profile', id)
  const input = readProfileInput(body.data, '/data', 'api')
  const { row } = await writeProfile(sql, { accountId: caller.accountId, input, id, now })
  return { data: profileResource(row) }
})

const upsert = implement(createOrUpdateProfile, async ({ body, caller, sql, now }) => {
  const input = readProfileInput(body.data, '/data', 'api')
  const id = body.data.id ?? undefined
  const { row, outcome } = await writeProfile(sql, { accountId: caller.accountId, input, id, now })
  return { data: profileResource(row), status: outcome === 'created' ? 201 : 200 }
})

const fromWebPage = implement(createClientProfile, async ({ body, caller, sql, now }) => {
  const input = readProfileInput(body.data, '/data', 'client')
  const id = body.data.id ?? undefined
  await writeProfile(sql, { accountId: caller.accountId, input, id, now })
})

/** Creating and changing profiles, by programs and by web pages. */
export const profileWriteRoutes: readonly Route[] = [create, update, upsert, fromWebPage]
