import {
  createClientProfile,
  createOrUpdateProfile,
  createProfile as createProfileEndpoint,
  type ProfileUpsert,
  updateProfile,
} from '../contract/profiles.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { uuidOf } from '../platform/id.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { followToken } from './follow-tokens.action.ts'
import { type InputSource, readProfileInput } from './profile-input.ts'
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

type Upserting = Pick<
  Call<{ data: ProfileUpsert }, unknown>,
  'body' | 'caller' | 'read' | 'sql' | 'now'
>

async function upsert(call: Upserting, secret: Uint8Array, source: InputSource) {
  const { body, caller, sql, now } = call
  const sent = await followToken(call, secret, body.data)
  const input = readProfileInput(sent, '/data', source)
  return writeProfile(sql, { accountId: caller.accountId, input, id: sent.id ?? undefined, now })
}

/** Creating and changing profiles, by programs and by web pages. */
export function profileWriteRoutes({ secret }: { secret: Uint8Array }): Route[] {
  return [
    create,
    update,
    implement(createOrUpdateProfile, async (call) => {
      const { row, outcome } = await upsert(call, secret, 'api')
      return { data: profileResource(row), status: outcome === 'created' ? 201 : 200 }
    }),
    implement(createClientProfile, async (call) => {
      await upsert(call, secret, 'client')
    }),
  ]
}
