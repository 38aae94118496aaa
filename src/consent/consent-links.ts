import { readToken, signToken, TOKEN_LENGTH_MAX } from '../platform/signed-token.ts'

/** What a link in a message says about whose choice it is. The token is the authority to change it. */
export interface ConsentLink {
  accountId: string
  /** UUID. */
  profileId: string
  /** UUID of the message the link is in. */
  messageId?: string | undefined
  /** Unsubscribe from this list only. */
  listId?: string | undefined
}

/** What the link of a confirmation mail says. */
export interface ConfirmationLink {
  accountId: string
  /** UUID. */
  requestId: string
}

/** What a link says that writes a property of a person. */
export interface AnswerLink {
  accountId: string
  /** UUID. */
  profileId: string
  property: string
  value: string
  /** Where it leads then; empty: nowhere. */
  url: string
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A signed token for unsubscribing and preferences. It never expires: mails lie around for years. */
export function consentToken(secret: Uint8Array, link: ConsentLink): string {
  const { accountId, profileId, messageId, listId } = link
  return signToken(secret, 'consent', [accountId, profileId, messageId ?? '', listId ?? ''])
}

/** What a token says, or undefined when it is not one of ours. */
export function readConsentToken(secret: Uint8Array, token: string): ConsentLink | undefined {
  const [accountId, profileId, messageId, listId] = readToken(secret, 'consent', token) ?? []
  if (!accountId || !profileId || !UUID.test(profileId)) return undefined
  return {
    accountId,
    profileId,
    messageId: messageId && UUID.test(messageId) ? messageId : undefined,
    listId: listId || undefined,
  }
}

/** A signed token for the link of a confirmation mail; how long it is good for is in the request. */
export function confirmationToken(secret: Uint8Array, link: ConfirmationLink): string {
  return signToken(secret, 'confirm', [link.accountId, link.requestId])
}

/** As `readConsentToken`. */
export function readConfirmationToken(
  secret: Uint8Array,
  token: string,
): ConfirmationLink | undefined {
  const [accountId, requestId] = readToken(secret, 'confirm', token) ?? []
  return accountId && requestId && UUID.test(requestId) ? { accountId, requestId } : undefined
}

/** @param publicUrl without a slash at its end */
export function unsubscribeUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/unsubscribe/${token}`
}

export function preferencesUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/preferences/${token}`
}

export function confirmationUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/confirm/${token}`
}

/** Undefined when it would be too long for a link. */
export function answerToken(secret: Uint8Array, link: AnswerLink): string | undefined {
  const { accountId, profileId, property, value, url } = link
  const token = signToken(secret, 'answer', [accountId, profileId, property, value, url])
  return token.length <= TOKEN_LENGTH_MAX ? token : undefined
}

/** As `readConsentToken`. */
export function readAnswerToken(secret: Uint8Array, token: string): AnswerLink | undefined {
  const [accountId, profileId, property, value = '', url = ''] =
    readToken(secret, 'answer', token) ?? []
  if (!accountId || !profileId || !property || !UUID.test(profileId)) return undefined
  return { accountId, profileId, property, value, url }
}

export function answerUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/answer/${token}`
}
