import { ulidOf } from '../platform/id.ts'
import { invalid, notFound, Problem } from '../platform/problem.ts'
import type { UpsertResult } from './plan-upserts.ts'
import {
  PROFILE_PROPERTIES_BYTES_MAX,
  PROFILE_PROPERTIES_MAX,
  SECONDARY_IDENTIFIERS_MAX,
} from './profile.ts'

type Refusal = Extract<UpsertResult, { outcome: 'refused' }>

/**
 * What a caller hears when a profile was refused.
 *
 * @param id of the profile as the caller wrote it, for a 404
 * @param pointer where the profile lies in the request, such as `/data`
 */
export function refusalProblem(
  { reason, profileIds }: Refusal,
  id: string | undefined,
  pointer: string,
): Problem {
  const attributes = `${pointer}/attributes`
  switch (reason) {
    case 'no-identifier':
      return invalid(
        attributes,
        'The profile has no identifier.',
        'Send at least one of email, phone_number, external_id or anonymous_id.',
      )
    case 'unknown-id':
      return notFound('profile', id ?? '')
    case 'conflict':
      return duplicateProfile(profileIds.at(-1) ?? '', attributes)
    case 'last-identifier':
      return invalid(
        attributes,
        'The last identifier of a profile cannot be cleared: nothing would lead to it any more.',
        'Set another identifier in the same request, or delete the profile.',
      )
    case 'too-many-properties':
      return invalid(
        `${attributes}/properties`,
        `The profile would have more than ${PROFILE_PROPERTIES_MAX} custom properties.`,
        'Remove properties with null or meta.patch_properties.unset, or keep them in one object.',
      )
    case 'properties-too-large':
      return invalid(
        `${attributes}/properties`,
        `The custom properties of the profile would be larger than ${PROFILE_PROPERTIES_BYTES_MAX} bytes.`,
        'Remove properties or list entries first.',
      )
    case 'too-many-identifiers':
      return invalid(
        `${pointer}/meta/patch_identifiers`,
        `The profile would have more than ${SECONDARY_IDENTIFIERS_MAX} secondary identifiers.`,
        'Remove some with unappend first.',
      )
  }
}

/** Another profile has the identifier. Clients read its id from `meta.duplicate_profile_id`. */
export function duplicateProfile(profileId: string, pointer: string): Problem {
  return new Problem(409, {
    code: 'duplicate_profile',
    title: 'Conflict.',
    detail: 'A profile already exists with one of these identifiers.',
    fix: 'Update the profile with the id in meta.duplicate_profile_id, or merge the two.',
    source: { pointer },
    meta: { duplicate_profile_id: ulidOf(profileId) },
  })
}
