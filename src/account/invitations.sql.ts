import type { Role } from '../contract/permissions.ts'
import type { Db, Tx } from '../platform/sql.ts'

export interface InvitationRow {
  accountId: string
  invitationId: string
  email: string
  role: Role
  invitedBy: string | null
  createdAt: Date
  expiresAt: Date
}

const columns = (sql: Db) => sql`
  i.account_id as "accountId", i.invitation_id as "invitationId", i.email, i.role,
  u.name as "invitedBy", i.created_at as "createdAt", i.expires_at as "expiresAt"`

/** Those that still work, newest first. At most INVITATIONS_MAX rows. */
export function listInvitations(sql: Db, accountId: string, now: Date): Promise<InvitationRow[]> {
  return sql<InvitationRow[]>`
    select ${columns(sql)}
    from invitations i
    left join users u on u.user_id = i.invited_by
    where i.account_id = ${accountId}
      and i.accepted_at is null
      and i.expires_at > ${now}
    order by i.created_at desc, i.invitation_id desc`
}

export async function insertInvitation(
  tx: Tx,
  invitation: Omit<InvitationRow, 'invitedBy'> & { invitedBy: string | null; tokenHash: Buffer },
): Promise<void> {
  await tx`
    insert into invitations (
      account_id, invitation_id, email, role, token_hash, invited_by, created_at, expires_at
    )
    values (
      ${invitation.accountId}, ${invitation.invitationId}, ${invitation.email}, ${invitation.role},
      ${invitation.tokenHash}, ${invitation.invitedBy}, ${invitation.createdAt},
      ${invitation.expiresAt}
    )`
}

/** Remove open invitations that ended or that go to this address. */
export async function clearInvitations(
  tx: Tx,
  accountId: string,
  email: string,
  now: Date,
): Promise<void> {
  await tx`
    delete from invitations
    where account_id = ${accountId}
      and accepted_at is null
      and (email = ${email} or expires_at <= ${now})`
}

/** The open invitation that was taken back, or undefined. */
export async function deleteInvitation(
  tx: Tx,
  accountId: string,
  invitationId: string,
): Promise<{ email: string; role: Role } | undefined> {
  const [row] = await tx<Array<{ email: string; role: Role }>>`
    delete from invitations
    where account_id = ${accountId}
      and invitation_id = ${invitationId}
      and accepted_at is null
    returning email, role`
  return row
}

/** Which open invitation a link belongs to. Needs a scope over every account. */
export async function findInvitationByToken(
  tx: Tx,
  tokenHash: Buffer,
  now: Date,
): Promise<InvitationRow | undefined> {
  const [row] = await tx<InvitationRow[]>`
    select ${columns(tx)}
    from invitations i
    left join users u on u.user_id = i.invited_by
    where i.token_hash = ${tokenHash}
      and i.accepted_at is null
      and i.expires_at > ${now}`
  return row
}

/** False when it was accepted or taken back meanwhile. */
export async function markAccepted(
  tx: Tx,
  invitation: { accountId: string; invitationId: string },
  now: Date,
): Promise<boolean> {
  const accepted = await tx`
    update invitations
    set accepted_at = ${now}
    where account_id = ${invitation.accountId}
      and invitation_id = ${invitation.invitationId}
      and accepted_at is null
    returning invitation_id`
  return accepted.length === 1
}
