import { INVITATION_DAYS } from '../contract/accounts.ts'
import type { Role } from '../contract/permissions.ts'
import { newUlidUuid } from '../platform/id.ts'
import { conflict, notFound, permissionDenied } from '../platform/problem.ts'
import { newToken, secretHash } from '../platform/secret.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { lockAccount } from './accounts.sql.ts'
import { recordAudit } from './audit.sql.ts'
import type { PersonActor } from './change-member.action.ts'
import {
  clearInvitations,
  deleteInvitation,
  type InvitationRow,
  insertInvitation,
  listInvitations,
} from './invitations.sql.ts'
import { mayGrant } from './member.ts'
import { findMember, listMembers } from './members.sql.ts'
import { emailKeyOf } from './user.ts'

export const MEMBERS_MAX = 500
/** Open ones of an account. */
const INVITATIONS_MAX = 200

/**
 * Invite somebody by email. An open invitation to the same address ends.
 * @returns the invitation and its token, which is kept nowhere
 * @throws Problem 403 for a role above the actor's, 409 for a member or when there are too many
 */
export function invite(
  sql: Sql,
  actor: PersonActor,
  guest: { email: string; role: Role },
  now: Date,
): Promise<{ invitation: InvitationRow; token: string }> {
  const { accountId } = actor
  return inAccount(sql, accountId, async (tx) => {
    await lockAccount(tx, accountId)
    const self = await findMember(tx, accountId, actor.actorId)
    if (!self || !mayGrant(self.role, guest.role)) {
      throw permissionDenied(
        `You cannot invite somebody as '${guest.role}'.`,
        'Choose a role that holds no more than yours. Ownership is handed over to a member.',
      )
    }
    const email = emailKeyOf(guest.email)
    const members = await listMembers(tx, accountId)
    if (members.some((member) => emailKeyOf(member.email) === email)) {
      throw conflict('is_a_member', `${email} works for this account already.`)
    }
    await clearInvitations(tx, accountId, email, now)
    const open = await listInvitations(tx, accountId, now)
    if (open.length >= INVITATIONS_MAX || members.length >= MEMBERS_MAX) {
      throw conflict(
        'too_many_members',
        `An account has up to ${MEMBERS_MAX} members and ${INVITATIONS_MAX} open invitations.`,
        'Take an invitation back or remove a member first.',
      )
    }
    const token = newToken()
    const invitation: InvitationRow = {
      accountId,
      invitationId: newUlidUuid(now),
      email,
      role: guest.role,
      invitedBy: self.name,
      createdAt: now,
      expiresAt: new Date(now.getTime() + INVITATION_DAYS * DAY_MS),
    }
    await insertInvitation(tx, {
      ...invitation,
      invitedBy: actor.actorId,
      tokenHash: secretHash(token),
    })
    await recordAudit(tx, actor, now, {
      action: 'invitation.created',
      subject: email,
      detail: { role: guest.role },
    })
    return { invitation, token }
  })
}

/**
 * Take an open invitation back.
 * @throws Problem 404 when it was accepted or is gone
 */
export function takeInvitationBack(
  sql: Sql,
  actor: PersonActor,
  invitationId: string,
  now: Date,
): Promise<void> {
  return inAccount(sql, actor.accountId, async (tx) => {
    const gone = await deleteInvitation(tx, actor.accountId, invitationId)
    if (!gone) throw notFound('invitation', invitationId)
    await recordAudit(tx, actor, now, {
      action: 'invitation.deleted',
      subject: gone.email,
      detail: { role: gone.role },
    })
  })
}
