import * as contract from '../contract/accounts.ts'
import { type Answer, type Call, type Caller, implement, type Route } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { inEveryAccount, type Sql } from '../platform/sql.ts'
import { acceptInvitation } from './accept-invitation.action.ts'
import { changeMe, type Myself } from './change-me.action.ts'
import { isOwnPage, keepsSecureCookies } from './console-origin.ts'
import { createOwner } from './create-owner.action.ts'
import { listMemberships } from './members.sql.ts'
import type { OnAccountCreated } from './open-account.action.ts'
import type { Browser } from './open-session.action.ts'
import { originMismatch } from './refusals.ts'
import { ENDED_SESSION_COOKIE } from './session.ts'
import { type SignedIn, type SignInDeps, signIn } from './sign-in.action.ts'
import { signOut } from './sign-out.action.ts'
import { findUser, hasUsers } from './users.sql.ts'

export interface SessionRouteDeps extends SignInDeps {
  version: string
  onAccountCreated: readonly OnAccountCreated[]
}

/** What happens at the door: first owner, sign-in, joining, and what people say about themselves. */
export function sessionRoutes(deps: SessionRouteDeps): Route[] {
  const { sql } = deps
  return [
    implement(contract.getInstallation, async () => ({
      data: {
        type: 'installation',
        id: 'installation',
        attributes: { needs_owner: !(await hasUsers(sql)), version: deps.version },
      },
    })),

    implement(contract.createOwner, async (call) => {
      refuseUnsafeDoor(call)
      const { account_name: accountName, locale, ...owner } = call.body.data.attributes
      const first = { ...owner, accountName, language: locale ?? null }
      return welcome(sql, await createOwner(deps, first, browserOf(call), call.wallNow))
    }),

    implement(contract.createSession, async (call) => {
      refuseUnsafeDoor(call)
      const attempt = { ...call.body.data.attributes, browser: browserOf(call), now: call.wallNow }
      return welcome(sql, await signIn(deps, attempt))
    }),

    implement(contract.acceptInvitation, async (call) => {
      refuseUnsafeDoor(call)
      const acceptance = { ...call.body.data.attributes, browser: browserOf(call) }
      return welcome(sql, await acceptInvitation(deps, acceptance, call.wallNow))
    }),

    implement(contract.deleteSession, async (call) => {
      const { userId, sessionTokenHash } = myself(call)
      await signOut(sql, { userId, tokenHash: sessionTokenHash }, call.wallNow)
      return { cookie: ENDED_SESSION_COOKIE }
    }),

    implement(contract.getMe, async (call) => ({
      data: await describeUser(sql, myself(call).userId),
    })),

    implement(contract.updateMe, async (call) => {
      const me = myself(call)
      const { id, attributes } = call.body.data
      refuseOtherId(id, me.userId)
      const change = {
        name: attributes.name,
        locale: attributes.locale,
        colorScheme: attributes.color_scheme,
        currentPassword: attributes.current_password,
        newPassword: attributes.new_password,
      }
      await changeMe(deps, me, change, call.wallNow)
      return { data: await describeUser(sql, me.userId) }
    }),
  ]
}

type AnyCall = Pick<Call<unknown, unknown>, 'caller' | 'ip' | 'headers' | 'origin'>

function browserOf({ ip, headers }: AnyCall): Browser {
  return { ip, userAgent: headers['user-agent']?.toString() }
}

async function welcome(sql: Sql, { userId, cookie }: SignedIn): Promise<Answer> {
  return { data: await describeUser(sql, userId), cookie }
}

/** Only a session has a token, and only these endpoints are for sessions alone. */
function myself({ caller, ip }: { caller: Caller; ip: string }): Myself {
  const { actorId: userId, sessionTokenHash } = caller
  if (userId === null || !sessionTokenHash) throw new Error('a signed-in caller has no session')
  return { userId, sessionTokenHash, ip }
}

async function describeUser(sql: Sql, userId: string) {
  // A person's accounts are in no single account.
  const [user, memberships] = await inEveryAccount(sql, (tx) =>
    Promise.all([findUser(tx, userId), listMemberships(tx, userId)]),
  )
  if (!user) throw new Error(`user ${userId} is signed in but does not exist`)
  return {
    type: 'user',
    id: user.userId,
    attributes: {
      name: user.name,
      email: user.email,
      locale: user.locale,
      color_scheme: user.colorScheme,
      accounts: memberships.map(({ accountId, name, role, isSandbox, timezone, currency }) => ({
        id: accountId,
        name,
        role,
        is_sandbox: isSandbox,
        timezone,
        currency,
      })),
    },
  }
}

/**
 * No page of another site may sign its visitor in, and nobody shall type a password that a browser
 * then cannot stay signed in with. What has no Origin is no browser, so its own word counts.
 */
function refuseUnsafeDoor({ headers, origin: ours }: AnyCall): void {
  const host = headers['host']?.toString()
  const said = headers['origin']?.toString()
  const fetchSite = headers['sec-fetch-site']?.toString()
  if (said !== undefined && !isOwnPage({ host, origin: said, fetchSite }, ours)) {
    throw originMismatch(said, ours)
  }
  const origin = said ?? (host === new URL(ours).host ? ours : `http://${host}`)
  if (keepsSecureCookies(origin)) return
  throw new Problem(400, {
    code: 'https_required',
    title: 'Signing in needs https.',
    detail: `This page was opened as ${origin}. Browsers keep a secure session only over https or on the machine itself.`,
    fix: 'Open the console over https (set PUBLIC_URL to that address), or as http://localhost on the machine that runs Parley.',
  })
}
