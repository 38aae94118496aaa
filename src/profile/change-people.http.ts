import { mergeProfiles, requestProfileDeletion } from '../contract/profiles.ts'
import { implement, type Route } from '../platform/http.ts'
import { uuidOf } from '../platform/id.ts'
import { invalid, notFound } from '../platform/problem.ts'
import { readIdentifiers } from './identifiers.ts'
import { profileResource } from './profile-resource.ts'
import { requestDeletion } from './request-deletion.action.ts'
import { requestMerge } from './request-merge.action.ts'

const merge = implement(mergeProfiles, async ({ body, caller, sql, now, wallNow }) => {
  const [source] = body.data.relationships.profiles.data
  if (!source) throw notFound('profile', '')
  const ids = { source: source.id, destination: body.data.id }
  return { data: profileResource(await requestMerge(sql, caller, ids, { now, wallNow })) }
})

const remove = implement(requestProfileDeletion, async ({ body, caller, sql, now, wallNow }) => {
  const pointer = '/data/attributes/profile/data'
  const { id, attributes } = body.data.attributes.profile.data
  const identifiers = readIdentifiers(attributes, `${pointer}/attributes`)
  const given = [id, identifiers.email, identifiers.phone_number].filter(Boolean)
  if (given.length !== 1) {
    throw invalid(
      pointer,
      `${given.length} of id, email and phone_number are given; exactly one is needed.`,
      'Send the one that names the person to delete.',
    )
  }
  const at = { now, wallNow }
  if (!id) return requestDeletion(sql, caller, { identifiers }, at)
  const uuid = uuidOf(id)
  if (uuid !== undefined) await requestDeletion(sql, caller, { id: uuid }, at)
})

/** What makes a profile disappear: merges and deletions. */
export const profileRemovalRoutes: readonly Route[] = [merge, remove]
