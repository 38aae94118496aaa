import type { Role } from '../contract/permissions.ts'
import { conflict, notFound, type Problem, permissionDenied } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { lockAccount } from './accounts.sql.ts'
import { type Actor, recordAudit } from './audit.sql.ts'
import { changeRole, type MemberRefusal, removalRefusal } from './member.ts'
import { deleteMember, findMember, type MemberRow, setRole } from './members.sql.ts'

/** A person who acts in an account. */
export type PersonActor = Actor & { actorId: string }

/**
 * Give a member another role. Giving the owner's role hands the account over.
 * @throws Problem 403 for more than the actor holds, 404, 409 for the owner's own role
 */
export function giveRole(
  sql: Sql,
  actor: PersonActor,
  target: { userId: string; role: Role },
  now: Date,
): Promise<MemberRow> {
  const { accountId } = actor
  return inAccount(sql, accountId, async (tx) => {
    const { self, member } = await lockPair(tx, actor, target.userId)
    const isSelf = self.userId === member.userId
    const change = changeRole(self.role, member.role, target.role, isSelf)
    if (change.do === 'refuse') throw refusal(change.reason, self.role, member)
    if (change.do === 'nothing') return member
    // The old owner steps down first: an account never has two.
    if (change.do === 'hand-over') {
      await setRole(tx, { accountId, userId: self.userId, role: 'admin' })
    }
    await setRole(tx, { accountId, userId: member.userId, role: target.role })
    await recordAudit(tx, actor, now, {
      action: change.do === 'hand-over' ? 'account.handed-over' : 'member.changed',
      subject: member.email,
      detail: { before: { role: member.role }, after: { role: target.role } },
    })
    return { ...member, role: target.role }
  })
}

/**
 * Remove a member, or leave. The keys they made stay: programs of the shop use them.
 * @throws Problem 403 without the permission, 404, 409 for the owner
 */
export function removeMember(
  sql: Sql,
  actor: PersonActor,
  userId: string,
  now: Date,
): Promise<void> {
  return inAccount(sql, actor.accountId, async (tx) => {
    const { self, member } = await lockPair(tx, actor, userId)
    const isSelf = self.userId === member.userId
    const reason = removalRefusal(self.role, member.role, isSelf)
    if (reason) throw refusal(reason, self.role, member)
    await deleteMember(tx, actor.accountId, member.userId)
    await recordAudit(tx, actor, now, {
      action: isSelf ? 'member.left' : 'member.removed',
      subject: member.email,
      detail: { before: { role: member.role } },
    })
  })
}

/** Both as they are now, whatever the request believed: a role may have changed meanwhile. */
async function lockPair(
  tx: Tx,
  actor: PersonActor,
  userId: string,
): Promise<{ self: MemberRow; member: MemberRow }> {
  await lockAccount(tx, actor.accountId)
  const self = await findMember(tx, actor.accountId, actor.actorId)
  if (!self) throw refusal('may-not-manage-members')
  const member = await findMember(tx, actor.accountId, userId)
  if (!member) throw notFound('member', userId)
  return { self, member }
}

function refusal(reason: MemberRefusal, role?: Role, member?: MemberRow): Problem {
  switch (reason) {
    case 'may-not-manage-members':
      return permissionDenied(
        `The role '${role ?? 'none'}' does not include 'members:write'.`,
        'Ask somebody who is owner or admin.',
      )
    case 'grants-more-than-held':
      return permissionDenied(
        `As '${role ?? 'none'}' you cannot give this role to ${member?.email ?? 'anybody'}.`,
        'Only the owner can make somebody else the owner.',
      )
    case 'is-the-owner':
      return conflict(
        'is_the_owner',
        `${member?.email ?? 'This member'} owns the account; the owner's role is not taken away.`,
        'The owner can hand the account over to somebody else first.',
      )
    case 'owner-must-hand-over':
      return conflict(
        'owner_must_hand_over',
        'You own this account, and it always has one owner.',
        'Make somebody else the owner first, then leave or change your role.',
      )
  }
}
