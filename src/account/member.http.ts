import * as contract from '../contract/accounts.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Sql } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { giveRole, removeMember } from './change-member.action.ts'
import { type InvitationRow, listInvitations } from './invitations.sql.ts'
import { invite, takeInvitationBack } from './invite.action.ts'
import { knownUuid } from './known-uuid.ts'
import { listMembers, type MemberRow } from './members.sql.ts'
import { memberOf } from './person.ts'

/** The people of an account and those who are invited. */
export function memberRoutes({ sql }: { sql: Sql }): Route[] {
  return [
    implement(contract.getMembers, async (call) => {
      const members = await call.read((tx) => listMembers(tx, call.caller.accountId))
      return { data: members.map(memberResource) }
    }),

    implement(contract.updateMember, async (call) => {
      const userId = knownUuid('member', param(call, 'id'))
      const { id, attributes } = call.body.data
      refuseOtherId(id, userId)
      const target = { userId, role: attributes.role }
      return {
        data: memberResource(await giveRole(sql, memberOf(call.caller), target, call.wallNow)),
      }
    }),

    implement(contract.deleteMember, (call) =>
      removeMember(
        sql,
        memberOf(call.caller),
        knownUuid('member', param(call, 'id')),
        call.wallNow,
      ),
    ),

    implement(contract.getInvitations, async (call) => {
      const open = await call.read((tx) => listInvitations(tx, call.caller.accountId, call.wallNow))
      return { data: open.map((invitation) => invitationResource(invitation, null)) }
    }),

    implement(contract.createInvitation, async (call) => {
      const guest = call.body.data.attributes
      const { invitation, token } = await invite(sql, memberOf(call.caller), guest, call.wallNow)
      return { data: invitationResource(invitation, `${call.origin}/join?token=${token}`) }
    }),

    implement(contract.deleteInvitation, (call) =>
      takeInvitationBack(
        sql,
        memberOf(call.caller),
        knownUuid('invitation', param(call, 'id')),
        call.wallNow,
      ),
    ),
  ]
}

function memberResource({ userId, name, email, role, joinedAt }: MemberRow) {
  const attributes = { name, email, role, joined_at: isoSeconds(joinedAt) }
  return { type: 'member', id: userId, attributes }
}

function invitationResource(invitation: InvitationRow, link: string | null) {
  const { invitationId, email, role, invitedBy, createdAt, expiresAt } = invitation
  return {
    type: 'invitation',
    id: invitationId,
    attributes: {
      email,
      role,
      invited_by: invitedBy,
      created_at: isoSeconds(createdAt),
      expires_at: isoSeconds(expiresAt),
      link,
    },
  }
}
