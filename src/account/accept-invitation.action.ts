import { randomUUID } from 'node:crypto'
import { hashPassword } from '../platform/password-hash.ts'
import { conflict, invalid, Problem } from '../platform/problem.ts'
import { secretHash } from '../platform/secret.ts'
import { inEveryAccount, type Sql, type Tx } from '../platform/sql.ts'
import { lockAccount } from './accounts.sql.ts'
import { recordAudit } from './audit.sql.ts'
import { findInvitationByToken, type InvitationRow, markAccepted } from './invitations.sql.ts'
import { MEMBERS_MAX } from './invite.action.ts'
import { countMembers, insertMember } from './members.sql.ts'
import { type Browser, openSession } from './open-session.action.ts'
import { passwordFault } from './password.ts'
import { provePassword, type SignedIn, type SignInDeps } from './sign-in.action.ts'
import { emailKeyOf } from './user.ts'
import { findUserByEmail, insertUser, type UserRow } from './users.sql.ts'

export interface Acceptance {
  token: string
  /** For a new person; who has a name already keeps it. */
  name: string
  password: string
  browser: Browser
}

/**
 * Join the account of an invitation and sign in. A new person is created with this password; who
 * works for another account proves theirs.
 * @throws Problem 410 when the link has ended, 401 for a wrong password, 400 for a new one that
 *   will not do
 */
export async function acceptInvitation(
  deps: SignInDeps,
  acceptance: Acceptance,
  now: Date,
): Promise<SignedIn> {
  const tokenHash = secretHash(acceptance.token)
  // The link alone tells which account it is for.
  const invitation = await inEveryAccount(deps.sql, (tx) =>
    findInvitationByToken(tx, tokenHash, now),
  )
  if (!invitation) throw invitationEnded()
  const person = await newOrProven(deps, invitation, acceptance, now)

  return inEveryAccount(deps.sql, async (tx) => {
    await lockAccount(tx, invitation.accountId)
    if (!(await markAccepted(tx, invitation, now))) throw invitationEnded()
    if (person.isNew && !(await insertUser(tx, person.user))) throw takenMeanwhile(person.user)
    await join(tx, invitation, person.user, now)
    const { userId } = person.user
    return { userId, cookie: await openSession(tx, userId, acceptance.browser, now) }
  })
}

async function newOrProven(
  deps: { sql: Sql } & SignInDeps,
  invitation: InvitationRow,
  { name, password, browser }: Acceptance,
  now: Date,
): Promise<{ user: UserRow; isNew: boolean }> {
  const { email } = invitation
  if (await findUserByEmail(deps.sql, emailKeyOf(email))) {
    const user = await provePassword(deps, { email, password, ip: browser.ip, now })
    return { user, isNew: false }
  }
  const fault = passwordFault(password, email)
  if (fault) throw invalid('/data/attributes/password', `The password ${fault}.`)
  const user: UserRow = {
    userId: randomUUID(),
    email,
    emailKey: emailKeyOf(email),
    name,
    passwordHash: await hashPassword(password),
    locale: null,
    colorScheme: 'auto',
    createdAt: now,
  }
  return { user, isNew: true }
}

async function join(tx: Tx, invitation: InvitationRow, user: UserRow, now: Date): Promise<void> {
  const { accountId, role } = invitation
  if ((await countMembers(tx, accountId)) >= MEMBERS_MAX) {
    throw conflict('too_many_members', `The account has ${MEMBERS_MAX} members already.`)
  }
  const { userId } = user
  const isNewHere = await insertMember(tx, { accountId, userId, role, joinedAt: now })
  if (!isNewHere) throw conflict('is_a_member', `${user.email} works for this account already.`)
  const actor = { kind: 'user', accountId, actorId: userId, actorName: user.name } as const
  await recordAudit(tx, actor, now, {
    action: 'member.joined',
    subject: user.email,
    detail: { role },
  })
}

function invitationEnded(): Problem {
  return new Problem(410, {
    code: 'invitation_ended',
    title: 'This invitation has ended.',
    detail: 'The invitation was accepted, taken back, replaced or is too old.',
    fix: 'Ask for a new one. If you accepted it yourself, sign in.',
    source: { pointer: '/data/attributes/token' },
  })
}

function takenMeanwhile(user: UserRow): Problem {
  return conflict(
    'email_taken',
    `${user.email} was registered a moment ago.`,
    'Open the link again and give that password.',
  )
}
