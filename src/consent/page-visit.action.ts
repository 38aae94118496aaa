import { type AccountRow, findAccount } from '../account/accounts.sql.ts'
import type { Language } from '../contract/agent-words.ts'
import type { Clock } from '../platform/clock.ts'
import { readInAccount, type Sql, type Tx } from '../platform/sql.ts'
import type { JsonObject } from '../profile/profile.ts'
import type { ProfileRow } from '../profile/profile-resource.ts'
import { profileById } from '../profile/profiles.sql.ts'
import { groupsByIds, groupsOfProfile } from '../segment/groups.sql.ts'
import type { ConsentLink } from './consent-links.ts'
import { type ConsentPageRow, findConsentPages } from './consent-pages.sql.ts'
import type { PageLook } from './page-html.ts'
import { pageLanguage } from './page-words.ts'
import { listsLeft, type Preferences, preferencesOf } from './preferences.ts'

/**
 * Told that somebody unsubscribed by a link in a message, in the transaction that does it; answers
 * what it knows of the message, as properties of the events.
 */
export type OnUnsubscribed = (
  tx: Tx,
  accountId: string,
  left: { messageId: string; now: Date },
) => Promise<JsonObject>

export interface ConsentPageServices {
  sql: Sql
  clock: Clock
  /** Of the installation: signs the links. */
  secret: Uint8Array
  onUnsubscribed: readonly OnUnsubscribed[]
}

/** Who came to a page, by which link, and what it should look like. */
export interface Visit {
  link: ConsentLink
  person: ProfileRow
  /** Of the link; null when it names none, or one that is gone. */
  list: { listId: string; name: string } | null
  preferences: Preferences
  texts: ConsentPageRow['texts']
  look: PageLook
}

/** Undefined when nobody is meant any more: the person was forgotten, or the account closed. */
export function visitOf(
  sql: Sql,
  link: ConsentLink,
  acceptLanguage: string | undefined,
): Promise<Visit | undefined> {
  return readInAccount(sql, link.accountId, async (tx) => {
    const { accountId, profileId } = link
    const account = await findAccount(tx, accountId)
    const person = await profileById(tx, accountId, profileId)
    if (!account || !person) return undefined
    const pages = await findConsentPages(tx, accountId)
    const [list] = link.listId === undefined ? [] : await groupsByIds(tx, accountId, [link.listId])
    return {
      link,
      person,
      list: list?.kind === 'list' ? { listId: list.groupId, name: list.name } : null,
      preferences: await readPreferences(tx, accountId, person),
      texts: pages.texts,
      look: lookOf(account, pages, person.locale, acceptLanguage),
    }
  })
}

/** How somebody's choices stand. */
export async function readPreferences(
  tx: Tx,
  accountId: string,
  { profileId, subscriptions }: Pick<ProfileRow, 'profileId' | 'subscriptions'>,
): Promise<Preferences> {
  const on = await groupsOfProfile(tx, accountId, profileId, 'list')
  const isOn = new Set(on.map((one) => one.groupId))
  const left = listsLeft(subscriptions).filter((id) => !isOn.has(id))
  const gone = left.length > 0 ? await groupsByIds(tx, accountId, left) : []
  return preferencesOf(
    subscriptions,
    [...on, ...gone].map((one) => ({
      listId: one.groupId,
      name: one.name,
      isMember: isOn.has(one.groupId),
    })),
  )
}

/** The account's colours and name, in the reader's language. */
export function lookOf(
  account: AccountRow,
  { theme }: ConsentPageRow,
  locale: string | null,
  acceptLanguage: string | undefined,
): PageLook {
  const language: Language = pageLanguage({
    locale,
    acceptLanguage,
    accountLocale: account.locale,
  })
  return { language, shop: account.contact.organization_name || account.name, ...theme }
}
