import { describe, expect, test } from 'vitest'
import { accountApp, Browser, bootstrap, errorOf, ORIGIN } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import type { Role } from '../contract/permissions.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { giveRole as handOver } from './change-member.action.ts'

const password = 'a quiet brown fox'

const { sql } = await testDatabase()
await bootstrap(sql, { companyId: 'ShopA1', owner: { email: 'ada@shop.test', password } })
const { app } = await accountApp(sql)
const ada = new Browser(app, 'ShopA1')
await ada.signIn('ada@shop.test', password)

const invitationOf = (email: string, role: Role) => ({
  type: 'invitation',
  attributes: { email, role },
})
const acceptanceOf = (token: string, name: string, word = password) => ({
  type: 'invitation-acceptance',
  attributes: { token, name, password: word },
})

async function invited(by: Browser, email: string, role: Role): Promise<string> {
  const answer = await by.call('POST', '/api/x/invitations', invitationOf(email, role))
  expect(answer.statusCode).toBe(201)
  return answer.json().data.attributes.link.split('token=')[1]
}

/** A browser in which the person has just joined ShopA1. */
async function join(email: string, role: Role): Promise<Browser> {
  const browser = new Browser(app)
  const token = await invited(ada, email, role)
  const answer = await browser.call(
    'POST',
    '/api/x/invitation-acceptances',
    acceptanceOf(token, email.split('@')[0]!),
  )
  expect(answer.statusCode).toBe(201)
  browser.account = 'ShopA1'
  return browser
}

async function members(): Promise<Record<string, { id: string; role: Role }>> {
  const { data } = (await ada.call('GET', '/api/x/members')).json()
  return Object.fromEntries(
    data.map((each: { id: string; attributes: { email: string; role: Role } }) => [
      each.attributes.email,
      { id: each.id, role: each.attributes.role },
    ]),
  )
}

async function giveRole(by: Browser, email: string, role: Role) {
  const { id } = (await members())[email]!
  return by.call('PATCH', `/api/x/members/${id}`, { type: 'member', id, attributes: { role } })
}

describe('an invitation', () => {
  test('shows its link once, works once, and is listed while it is open', async () => {
    const answer = await ada.call(
      'POST',
      '/api/x/invitations',
      invitationOf('Bo@Shop.test', 'manager'),
    )
    const { id, attributes } = answer.json().data
    expect(attributes).toMatchObject({ email: 'bo@shop.test', role: 'manager', invited_by: 'ada' })
    expect(attributes.link).toMatch(new RegExp(`^${ORIGIN}/join\\?token=[\\w-]{43}$`))
    const listed = (await ada.call('GET', '/api/x/invitations')).json().data
    expect(listed).toMatchObject([{ id, attributes: { link: null } }])

    const token = attributes.link.split('token=')[1]
    const bo = new Browser(app)
    const accept = () => bo.call('POST', '/api/x/invitation-acceptances', acceptanceOf(token, 'Bo'))
    const [first, second] = await Promise.all([accept(), accept()])
    expect([first.statusCode, second.statusCode].toSorted((a, b) => a - b)).toEqual([201, 410])
    expect((await bo.call('GET', '/api/x/me')).json().data.attributes).toMatchObject({
      email: 'bo@shop.test',
      accounts: [{ id: 'ShopA1', role: 'manager' }],
    })
    expect(errorOf(await accept())).toMatchObject({ status: 410, code: 'invitation_ended' })
    expect((await ada.call('GET', '/api/x/invitations')).json().data).toEqual([])
    expect(
      errorOf(
        await ada.call('POST', '/api/x/invitations', invitationOf('BO@shop.test', 'support')),
      ),
    ).toMatchObject({ status: 409, code: 'is_a_member' })
  })

  test('ends when it is replaced, taken back or seven days old', async () => {
    const old = await invited(ada, 'cy@shop.test', 'support')
    const replaced = await invited(ada, 'cy@shop.test', 'support')
    const cy = new Browser(app)
    const accept = async (token: string) =>
      (await cy.call('POST', '/api/x/invitation-acceptances', acceptanceOf(token, 'Cy'))).statusCode
    expect(await accept(old)).toBe(410)

    const [{ id }] = (await ada.call('GET', '/api/x/invitations')).json().data
    expect((await ada.call('DELETE', `/api/x/invitations/${id}`)).statusCode).toBe(204)
    expect(await accept(replaced)).toBe(410)
    expect((await ada.call('DELETE', `/api/x/invitations/${id}`)).statusCode).toBe(404)
    expect((await ada.call('DELETE', '/api/x/invitations/1')).statusCode).toBe(404)

    const late = await invited(ada, 'cy@shop.test', 'support')
    const [times] = await inAccount(
      sql,
      'ShopA1',
      (tx) => tx`
        update invitations
        set expires_at = now()
        where email = 'cy@shop.test'
        returning extract(days from expires_at - created_at)::int as days`,
    )
    expect(times?.['days']).toBe(0)
    expect(await accept(late)).toBe(410)
  })

  test('of somebody who works elsewhere asks for the password they have', async () => {
    await inEveryAccount(
      sql,
      (tx) => tx`
        insert into accounts (account_id, name, timezone, currency, created_at)
        values ('Second', 'Second', 'UTC', 'EUR', now())`,
    )
    await inAccount(
      sql,
      'Second',
      (tx) => tx`
        insert into members (account_id, user_id, role, joined_at)
        select 'Second', user_id, 'owner', now()
        from users
        where email_key = 'ada@shop.test'`,
    )
    const second = new Browser(app, 'Second')
    second.cookie = ada.cookie
    const token = await invited(second, 'bo@shop.test', 'analyst')
    const bo = new Browser(app)
    const accept = (word: string) =>
      bo.call('POST', '/api/x/invitation-acceptances', acceptanceOf(token, 'Other', word))
    expect(errorOf(await accept('not what bo uses')).status).toBe(401)
    const { attributes } = (await accept(password)).json().data
    expect(attributes).toMatchObject({
      name: 'Bo',
      accounts: [
        { id: 'ShopA1', role: 'manager' },
        { id: 'Second', role: 'analyst' },
      ],
    })
  })

  test('cannot give more than its author holds', async () => {
    const dee = await join('dee@shop.test', 'admin')
    const toOwner = await dee.call('POST', '/api/x/invitations', invitationOf('e@x.test', 'owner'))
    expect(errorOf(toOwner)).toMatchObject({ status: 403, code: 'permission_denied' })
    const bo = new Browser(app, 'ShopA1')
    await bo.signIn('bo@shop.test', password)
    const byManager = await bo.call(
      'POST',
      '/api/x/invitations',
      invitationOf('e@x.test', 'support'),
    )
    expect(errorOf(byManager)).toMatchObject({
      status: 403,
      detail: "The role 'manager' does not include 'members:write'.",
    })
  })
})

describe('members', () => {
  test('get other roles from owner and admins, at once', async () => {
    const fay = await join('fay@shop.test', 'support')
    expect((await fay.call('GET', '/api/x/members')).statusCode).toBe(403)
    const answer = await giveRole(ada, 'fay@shop.test', 'manager')
    expect(answer.json().data).toMatchObject({
      type: 'member',
      attributes: { email: 'fay@shop.test', role: 'manager' },
    })
    expect((await fay.call('GET', '/api/x/members')).statusCode).toBe(200)
  })

  test('an admin neither becomes the owner nor touches them', async () => {
    const gus = await join('gus@shop.test', 'admin')
    expect((await giveRole(gus, 'gus@shop.test', 'owner')).statusCode).toBe(403)
    expect((await giveRole(gus, 'fay@shop.test', 'owner')).statusCode).toBe(403)
    expect(errorOf(await giveRole(gus, 'ada@shop.test', 'support'))).toMatchObject({
      status: 409,
      code: 'is_the_owner',
    })
    const { id } = (await members())['ada@shop.test']!
    expect((await gus.call('DELETE', `/api/x/members/${id}`)).statusCode).toBe(409)
  })

  test('leave by themselves; the owner only after handing over', async () => {
    const fay = new Browser(app, 'ShopA1')
    await fay.signIn('fay@shop.test', password)
    const all = await members()
    const remove = (by: Browser, email: string) =>
      by.call('DELETE', `/api/x/members/${all[email]!.id}`)
    expect(errorOf(await remove(fay, 'gus@shop.test'))).toMatchObject({ status: 403 })
    expect(errorOf(await remove(ada, 'ada@shop.test'))).toMatchObject({
      status: 409,
      code: 'owner_must_hand_over',
    })
    expect((await remove(fay, 'fay@shop.test')).statusCode).toBe(204)
    expect((await fay.call('GET', '/api/accounts')).statusCode).toBe(404)
    fay.account = undefined
    expect((await fay.call('GET', '/api/x/me')).json().data.attributes.accounts).toEqual([])
    expect((await remove(fay, 'gus@shop.test')).statusCode).toBe(400)
  })

  test('of handing over twice at once there is one owner in the end', async () => {
    const all = await members()
    const actor = {
      kind: 'user',
      accountId: 'ShopA1',
      actorId: all['ada@shop.test']!.id,
      actorName: 'ada',
    } as const
    const outcomes = await Promise.allSettled(
      ['gus@shop.test', 'bo@shop.test'].map((email) => {
        const target = { userId: all[email]!.id, role: 'owner' } as const
        return handOver(sql, actor, target, new Date())
      }),
    )
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toMatchObject([{ reason: { status: 403 } }])
    const roles = Object.values(await members()).map((each) => each.role)
    expect(roles.filter((role) => role === 'owner')).toHaveLength(1)
    expect((await members())['ada@shop.test']!.role).toBe('admin')
  })

  test('of another account are out of reach', async () => {
    const [bo] = await sql`select user_id as id from users where email_key = 'bo@shop.test'`
    const [fay] = await sql`select user_id as id from users where email_key = 'fay@shop.test'`
    for (const id of [fay?.['id'], 'nonsense']) {
      expect((await ada.call('DELETE', `/api/x/members/${id}`)).statusCode).toBe(404)
    }
    const answer = await ada.call('PATCH', `/api/x/members/${bo?.['id']}`, {
      type: 'member',
      id: fay?.['id'],
      attributes: { role: 'support' },
    })
    expect(errorOf(answer).status).toBe(400)
  })
})

test('every change is in the audit log, newest first, without secrets', async () => {
  const page = (await ada.call('GET', '/api/x/audit-entries?page[size]=100')).json()
  const entries = page.data.map((each: { attributes: Record<string, unknown> }) => each.attributes)
  const actions = new Set(entries.map((each: { action: string }) => each.action))
  for (const action of [
    'account.created',
    'session.created',
    'invitation.created',
    'invitation.deleted',
    'member.joined',
    'member.changed',
    'member.left',
    'account.handed-over',
  ]) {
    expect(actions).toContain(action)
  }
  expect(entries[0]).toMatchObject({
    actor_kind: 'user',
    actor_name: 'ada',
    action: 'account.handed-over',
    detail: { after: { role: 'owner' } },
  })
  expect(JSON.stringify(entries)).not.toMatch(/token|\$argon2|quiet brown/)
})

test('the audit log is paged and filtered without repeating or skipping', async () => {
  const ids = async (first: string) => {
    const seen: string[] = []
    for (let url: string | null = first; url; ) {
      const page: { data: Array<{ id: string }>; links: { next: string | null } } = (
        await ada.call('GET', url.replace(ORIGIN, ''))
      ).json()
      seen.push(...page.data.map((each) => each.id))
      url = page.links.next
    }
    return seen
  }
  const all = await ids('/api/x/audit-entries?page[size]=100')
  expect(await ids('/api/x/audit-entries?page[size]=3')).toEqual(all)
  const filter = encodeURIComponent('equals(action,"member.joined")')
  const joined = await ids(`/api/x/audit-entries?page[size]=2&filter=${filter}`)
  expect(joined.length).toBeGreaterThan(3)
  expect(joined.every((id) => all.includes(id))).toBe(true)
})
