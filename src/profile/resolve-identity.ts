import type { IdentifierKind } from './identifiers.ts'

/** How an input found its profile. */
export type FoundBy = 'id' | IdentifierKind

/** Where one identifier of an input leads. */
export interface Lead {
  by: FoundBy
  /** Undefined: nobody has this identifier. */
  profileId: string | undefined
  /** That profile has nothing but anonymous ids. */
  isAnonymous: boolean
}

export type Identity =
  | {
      is: 'existing'
      profileId: string
      by: FoundBy
      /** An anonymous profile that turned out to be the same person. */
      absorbs: string | undefined
      /** Other known profiles that the identifiers also lead to: never merged silently. */
      contradictions: string[]
    }
  | { is: 'new' }
  | { is: 'unknown-id' }
  | { is: 'nobody' }

/**
 * Who an input is about.
 *
 * The strongest identifier that leads anywhere decides: id, external id, email, phone, anonymous
 * id. An anonymous profile is absorbed when its anonymous id comes together with an identifier of
 * another profile, and becomes known when it comes with one that is new. An anonymous id of a
 * *known* profile proves nothing beside another identifier: several people share a device.
 *
 * @param leads of one input, strongest first, those that lead nowhere included
 */
export function resolveIdentity(leads: readonly Lead[]): Identity {
  if (leads.length === 0) return { is: 'nobody' }
  const strong = leads.filter((lead) => lead.by !== 'anonymous_id')
  const device = leads.find((lead) => lead.by === 'anonymous_id')
  const found = strong.filter((lead) => lead.profileId !== undefined)
  const [first] = found
  if (first?.profileId !== undefined) {
    const { profileId, by } = first
    const others = new Set(found.flatMap((lead) => lead.profileId ?? []))
    others.delete(profileId)
    const sameDevice = device?.isAnonymous && device.profileId !== profileId
    return {
      is: 'existing',
      profileId,
      by,
      absorbs: sameDevice ? device.profileId : undefined,
      contradictions: [...others],
    }
  }
  const isNamed = strong.some((lead) => lead.by !== 'id')
  if (device?.profileId !== undefined && (device.isAnonymous || !isNamed)) {
    const { profileId, by } = device
    return { is: 'existing', profileId, by, absorbs: undefined, contradictions: [] }
  }
  return isNamed || device ? { is: 'new' } : { is: 'unknown-id' }
}
