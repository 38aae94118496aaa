import { ApiKeySession, ListsApi, ProfilesApi } from 'klaviyo-api'
import { expect, test, vi } from 'vitest'
import { loadInstallation } from '../../src/account/bootstrap-installation.action.ts'
import { answerToken, consentToken } from '../../src/consent/consent-links.ts'
import { uuidOf } from '../../src/platform/id.ts'
import { COMPANY, call, KEY, runningServer } from '../running-server.ts'

const server = await runningServer({ isSandbox: true })
const session = new ApiKeySession(KEY)
const lists = new ListsApi(session)
const profiles = new ProfilesApi(session)
for (const api of [lists, profiles]) api.basePath = server.url
const { secret } = await loadInstallation(server.sql)

const WAIT = { timeout: 10_000, interval: 50 }
const SUBSCRIBED = { consent: 'SUBSCRIBED' as const }
const UNSUBSCRIBED = { consent: 'UNSUBSCRIBED' as const }

async function createList(
  name: string,
  optInProcess?: 'single_opt_in' | 'double_opt_in',
): Promise<string> {
  const { body } = await lists.createList({
    data: { type: 'list', attributes: { name, ...(optInProcess ? { optInProcess } : {}) } },
  })
  return body.data.id
}

function toList(id: string) {
  return { relationships: { list: { data: { type: 'list' as const, id } } } }
}

function subscribe(email: string, listId?: string, more: object = {}) {
  return profiles.bulkSubscribeProfiles({
    data: {
      type: 'profile-subscription-bulk-create-job',
      attributes: {
        profiles: {
          data: [
            {
              type: 'profile',
              attributes: { email, subscriptions: { email: { marketing: SUBSCRIBED } } },
            },
          ],
        },
        ...more,
      },
      ...(listId === undefined ? {} : toList(listId)),
    },
  })
}

async function find(email: string) {
  const { body } = await profiles.getProfiles({
    filter: `equals(email,"${email}")`,
    additionalFieldsProfile: ['subscriptions'],
  })
  return body.data[0]
}

async function marketingOf(email: string) {
  return (await find(email))?.attributes.subscriptions?.email?.marketing
}

async function membersOf(listId: string): Promise<string[]> {
  const { body } = await lists.getProfilesForList(listId)
  return body.data.map((one) => one.attributes.email ?? '').toSorted()
}

async function mailsTo(email: string) {
  const { body } = await call(server, 'GET', '/api/x/outbox-mails')
  return body.data
    .filter((mail) => mail.attributes['to'] === email)
    .map((mail) => ({
      subject: String(mail.attributes['subject']),
      text: String(mail.attributes['text']),
    }))
}

async function moveClock(byMs: number): Promise<void> {
  const clock = await call(server, 'GET', '/api/x/test-clock')
  const now = new Date(Date.parse(String(clock.body.data.attributes['now'])) + byMs)
  const moved = await call(server, 'PATCH', '/api/x/test-clock', {
    data: { type: 'test-clock', id: COMPANY, attributes: { now: now.toISOString() } },
  })
  expect(moved.status).toBe(200)
}

async function tokenFor(email: string, more: { listId?: string } = {}): Promise<string> {
  const profile = await find(email)
  const profileId = uuidOf(profile?.id ?? '') ?? ''
  return consentToken(secret, { accountId: COMPANY, profileId, ...more })
}

function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form),
    redirect: 'error',
  })
}

test('a subscription to a list with single opt-in counts at once', async () => {
  const listId = await createList('News', 'single_opt_in')
  const answer = await subscribe('ada@shop.test', listId, { customSource: 'Fair' })
  expect(answer.response.status).toBe(202)
  await vi.waitFor(async () => expect(await membersOf(listId)).toEqual(['ada@shop.test']), WAIT)
  expect(await marketingOf('ada@shop.test')).toMatchObject({
    consent: 'SUBSCRIBED',
    canReceiveEmailMarketing: true,
    method: 'API',
    customMethodDetail: 'Fair',
    doubleOptin: false,
    suppression: [],
  })
})

test('with double opt-in nobody exists before the click, which works for 72 hours', async () => {
  const listId = await createList('Letters')
  await subscribe('bob@shop.test', listId)
  await vi.waitFor(async () => expect(await mailsTo('bob@shop.test')).toHaveLength(1), WAIT)
  expect(await find('bob@shop.test')).toBeUndefined()
  // Asking again at once sends no second mail.
  await subscribe('bob@shop.test', listId)
  await moveClock(71 * 3_600_000)
  const [mail] = await mailsTo('bob@shop.test')
  expect(await mailsTo('bob@shop.test')).toHaveLength(1)
  expect(mail?.subject).toBe('Please confirm your subscription to Letters')
  const path = /\/confirm\/\S+/.exec(mail?.text ?? '')?.[0] ?? ''

  const shown = await fetch(`${server.url}${path}`)
  expect(shown.status).toBe(200)
  expect(await shown.text()).toContain('Confirm subscription')
  expect(await find('bob@shop.test')).toBeUndefined()

  expect(await (await post(path, {})).text()).toContain('You are subscribed')
  expect(await membersOf(listId)).toEqual(['bob@shop.test'])
  expect(await marketingOf('bob@shop.test')).toMatchObject({
    consent: 'SUBSCRIBED',
    doubleOptin: true,
  })
  expect((await post(path, {})).status).toBe(200)
})

test('after 72 hours the link is over', async () => {
  const listId = await createList('Late', 'double_opt_in')
  await subscribe('late@shop.test', listId)
  await vi.waitFor(async () => expect(await mailsTo('late@shop.test')).toHaveLength(1), WAIT)
  const [mail] = await mailsTo('late@shop.test')
  const path = /\/confirm\/\S+/.exec(mail?.text ?? '')?.[0] ?? ''
  await moveClock(72 * 3_600_000)
  const answer = await post(path, {})
  expect(answer.status).toBe(410)
  expect(await answer.text()).toContain('expired')
  expect(await find('late@shop.test')).toBeUndefined()
})

test('a historical import needs the time, skips the confirmation and starts at most in 1990', async () => {
  const listId = await createList('Old', 'double_opt_in')
  const old = (consentedAt?: Date) =>
    profiles.bulkSubscribeProfiles({
      data: {
        type: 'profile-subscription-bulk-create-job',
        attributes: {
          historicalImport: true,
          profiles: {
            data: [
              {
                type: 'profile',
                attributes: {
                  email: 'old@shop.test',
                  phoneNumber: '+4915112345678',
                  subscriptions: {
                    email: {
                      marketing: { ...SUBSCRIBED, ...(consentedAt ? { consentedAt } : {}) },
                    },
                    sms: { marketing: { ...SUBSCRIBED, ...(consentedAt ? { consentedAt } : {}) } },
                  },
                },
              },
            ],
          },
        },
        ...toList(listId),
      },
    })
  await expect(old()).rejects.toMatchObject({ response: { status: 400 } })
  await expect(old(new Date('2999-01-01'))).rejects.toMatchObject({ response: { status: 400 } })
  await old(new Date('1980-01-01'))
  await vi.waitFor(async () => expect(await membersOf(listId)).toEqual(['old@shop.test']), WAIT)
  const profile = await find('old@shop.test')
  expect(profile?.attributes.subscriptions?.sms?.marketing).toMatchObject({
    consent: 'SUBSCRIBED',
    canReceiveSmsMarketing: true,
    consentTimestamp: new Date('1990-01-01T00:00:00Z'),
  })
  expect(await mailsTo('old@shop.test')).toEqual([])
})

test('a profile that is not on the list it leaves leaves everything', async () => {
  const [on, other] = [await createList('On', 'single_opt_in'), await createList('Other')]
  await subscribe('leaver@shop.test', on)
  await vi.waitFor(async () => expect(await membersOf(on)).toEqual(['leaver@shop.test']), WAIT)
  const leave = (listId: string) =>
    profiles.bulkUnsubscribeProfiles({
      data: {
        type: 'profile-subscription-bulk-delete-job',
        attributes: {
          profiles: {
            data: [
              {
                type: 'profile',
                attributes: {
                  email: 'leaver@shop.test',
                  subscriptions: { email: { marketing: UNSUBSCRIBED } },
                },
              },
            ],
          },
        },
        ...toList(listId),
      },
    })
  await leave(on)
  await vi.waitFor(async () => expect(await membersOf(on)).toEqual([]), WAIT)
  expect(await marketingOf('leaver@shop.test')).toMatchObject({
    consent: 'SUBSCRIBED',
    canReceiveEmailMarketing: true,
    listSuppressions: [{ listId: on, reason: 'UNSUBSCRIBE' }],
  })
  await leave(other)
  await vi.waitFor(
    async () =>
      expect(await marketingOf('leaver@shop.test')).toMatchObject({
        consent: 'UNSUBSCRIBED',
        canReceiveEmailMarketing: false,
        suppression: [{ reason: 'UNSUBSCRIBE' }],
      }),
    WAIT,
  )
})

test('suppressing leaves consent, unsuppressing lifts it, and the jobs can be asked', async () => {
  const listId = await createList('Quiet', 'single_opt_in')
  await subscribe('quiet@shop.test', listId)
  await vi.waitFor(async () => expect(await membersOf(listId)).toHaveLength(1), WAIT)
  const { body } = await profiles.bulkSuppressProfiles({
    data: { type: 'profile-suppression-bulk-create-job', attributes: {}, ...toList(listId) },
  })
  await vi.waitFor(async () => {
    const job = await profiles.getBulkSuppressProfilesJob(body.data.id)
    expect(job.body.data.attributes).toMatchObject({
      status: 'complete',
      totalCount: 1,
      completedCount: 1,
      skippedCount: 0,
    })
  }, WAIT)
  expect(await marketingOf('quiet@shop.test')).toMatchObject({
    consent: 'SUBSCRIBED',
    canReceiveEmailMarketing: false,
    suppression: [{ reason: 'USER_SUPPRESSED' }],
  })
  const emails = (...all: string[]) => ({
    profiles: {
      data: all.map((email) => ({ type: 'profile' as const, attributes: { email } })),
    },
  })
  const lifted = await profiles.bulkUnsuppressProfiles({
    data: {
      type: 'profile-suppression-bulk-delete-job',
      attributes: emails('quiet@shop.test', 'nobody@shop.test'),
    },
  })
  await vi.waitFor(async () => {
    const job = await profiles.getBulkUnsuppressProfilesJob(lifted.body.data.id)
    expect(job.body.data.attributes).toMatchObject({ completedCount: 1, skippedCount: 1 })
  }, WAIT)
  expect(await marketingOf('quiet@shop.test')).toMatchObject({ canReceiveEmailMarketing: true })
  const jobs = await profiles.getBulkSuppressProfilesJobs({
    filter: `equals(list_id,"${listId}")`,
  })
  expect(jobs.body.data).toHaveLength(1)

  const both = profiles.bulkSuppressProfiles({
    data: {
      type: 'profile-suppression-bulk-create-job',
      attributes: emails('quiet@shop.test'),
      ...toList(listId),
    },
  })
  await expect(both).rejects.toMatchObject({ response: { status: 400 } })
})

test('a web page subscribes to each channel whose address it sends', async () => {
  const listId = await createList('Footer', 'single_opt_in')
  const answer = await call(server, 'POST', `/client/subscriptions?company_id=${COMPANY}`, {
    data: {
      type: 'subscription',
      attributes: {
        custom_source: 'Footer form',
        profile: {
          data: {
            type: 'profile',
            attributes: {
              email: 'web@shop.test',
              phone_number: '+4915199999999',
              first_name: 'Wanda',
            },
          },
        },
      },
      ...toList(listId),
    },
  })
  expect(answer.status).toBe(202)
  await vi.waitFor(async () => expect(await membersOf(listId)).toEqual(['web@shop.test']), WAIT)
  const profile = await find('web@shop.test')
  expect(profile?.attributes.firstName).toBe('Wanda')
  expect(profile?.attributes.subscriptions?.sms?.marketing?.consent).toBe('SUBSCRIBED')
})

test('hosted pages: looking changes nothing, one click unsubscribes, forgery is refused', async () => {
  const listId = await createList('Pages', 'single_opt_in')
  await subscribe('page@shop.test', listId)
  await vi.waitFor(async () => expect(await membersOf(listId)).toHaveLength(1), WAIT)
  const path = `/unsubscribe/${await tokenFor('page@shop.test')}`

  for (const page of [path, path.replace('unsubscribe', 'preferences')]) {
    for (const method of ['GET', 'HEAD']) {
      const shown = await fetch(`${server.url}${page}`, {
        method,
        headers: { 'accept-language': 'de-DE,de;q=0.9' },
      })
      expect(shown.status).toBe(200)
      expect(shown.headers.getSetCookie()).toEqual([])
      expect(Object.fromEntries(shown.headers)).toMatchObject({
        'x-robots-tag': 'noindex, nofollow',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'sha256-/),
      })
      const text = await shown.text()
      expect(text === '' || text.includes('<html lang="de">')).toBe(true)
      expect(text).not.toContain('<script')
      expect(text).not.toContain('page@shop.test')
    }
  }
  expect(await marketingOf('page@shop.test')).toMatchObject({ consent: 'SUBSCRIBED' })

  const forged = `${path.slice(0, -4)}AAAA`
  expect((await post(forged, { 'List-Unsubscribe': 'One-Click' })).status).toBe(404)
  expect(await marketingOf('page@shop.test')).toMatchObject({ consent: 'SUBSCRIBED' })

  const clicked = await post(path, { 'List-Unsubscribe': 'One-Click' })
  expect(clicked.status).toBe(200)
  expect(clicked.headers.getSetCookie()).toEqual([])
  expect(await marketingOf('page@shop.test')).toMatchObject({
    consent: 'UNSUBSCRIBED',
    method: 'ONE_CLICK_UNSUBSCRIBE',
  })
})

test('an answer in a mail is written by its button alone, and leads on', async () => {
  const made = await call(server, 'POST', '/api/profile-import', {
    data: { type: 'profile', attributes: { email: 'answer@shop.test', properties: { old: 1 } } },
  })
  const profileId = uuidOf(made.body.data.id) ?? ''
  const link = { accountId: COMPANY, profileId, property: 'Size', value: '<XL>' }
  const url = 'https://shop.test/a?b=1&c=2'
  const path = `/answer/${answerToken(secret, { ...link, url })}`
  const properties = async () =>
    (await call(server, 'GET', `/api/profiles/${made.body.data.id}`)).body.data.attributes[
      'properties'
    ]
  const shown = await fetch(`${server.url}${path}`, { headers: { 'accept-language': 'de' } })
  expect(await shown.text()).toContain('Size: &lt;XL&gt;')
  expect(await properties()).toEqual({ old: 1 })

  const saved = await post(path, {})
  expect(await saved.text()).toContain('href="https://shop.test/a?b=1&amp;c=2"')
  expect(await properties()).toEqual({ old: 1, Size: '<XL>' })

  expect((await post(`${path.slice(0, -4)}AAAA`, {})).status).toBe(404)
  const script = answerToken(secret, { ...link, url: 'javascript:alert(1)' })
  expect(await (await post(`/answer/${script}`, {})).text()).not.toContain('href')
  expect(answerToken(secret, { ...link, url: `https://shop.test/${'a'.repeat(800)}` })).toBe(
    undefined,
  )
})

test('one click as a multipart form works as well', async () => {
  const listId = await createList('Multipart', 'single_opt_in')
  await subscribe('multi@shop.test', listId)
  await vi.waitFor(async () => expect(await membersOf(listId)).toHaveLength(1), WAIT)
  const form = new FormData()
  form.set('List-Unsubscribe', 'One-Click')
  const token = await tokenFor('multi@shop.test', { listId })
  const answer = await fetch(`${server.url}/unsubscribe/${token}`, { method: 'POST', body: form })
  expect(answer.status).toBe(200)
  expect(await marketingOf('multi@shop.test')).toMatchObject({
    consent: 'SUBSCRIBED',
    listSuppressions: [{ listId }],
  })
})

test('the preference page turns lists, mail and open tracking off and on', async () => {
  const listId = await createList('Choice', 'single_opt_in')
  await subscribe('choice@shop.test', listId)
  await vi.waitFor(async () => expect(await membersOf(listId)).toHaveLength(1), WAIT)
  const path = `/preferences/${await tokenFor('choice@shop.test')}`
  const list = `list-${listId}`

  await post(path, { marketing: 'on', open_tracking: 'on', [list]: 'on' })
  const { body } = await call(
    server,
    'GET',
    `/api/x/profiles/${(await find('choice@shop.test'))?.id}/consent-changes`,
  )
  expect(body.data).toHaveLength(1)

  await post(path, { marketing: 'on' })
  expect(await membersOf(listId)).toEqual([])
  const after = await find('choice@shop.test')
  expect(after?.attributes.subscriptions?.email).toMatchObject({
    marketing: { consent: 'SUBSCRIBED', listSuppressions: [{ listId }] },
    openTracking: { consent: 'UNSUBSCRIBED', canReceive: false },
  })
  await post(path, { marketing: 'on', open_tracking: 'on', [list]: 'on' })
  expect(await membersOf(listId)).toEqual(['choice@shop.test'])
  await post(path, {})
  expect(await marketingOf('choice@shop.test')).toMatchObject({
    consent: 'UNSUBSCRIBED',
    method: 'PREFERENCE_PAGE',
  })
})

test('the default opt-in and the look of the pages are settings', async () => {
  const change = (attributes: object) =>
    call(server, 'PATCH', '/api/x/consent-settings', {
      data: { type: 'consent-settings', id: COMPANY, attributes },
    })
  expect((await call(server, 'GET', '/api/x/consent-settings')).body.data.attributes).toMatchObject(
    {
      opt_in_process: 'double_opt_in',
    },
  )
  const changed = await change({
    opt_in_process: 'single_opt_in',
    theme: { accent: '#ffcc00' },
    texts: { unsubscribe: 'We will <b>miss</b> you.' },
  })
  expect(changed.status).toBe(200)
  expect((await change({ theme: { accent: 'red;}' } })).status).toBe(400)
  await subscribe('single@shop.test')
  await vi.waitFor(async () => expect(await find('single@shop.test')).toBeDefined(), WAIT)
  const page = await fetch(`${server.url}/unsubscribe/${await tokenFor('single@shop.test')}`)
  const text = await page.text()
  expect(text).toContain('--accent:#ffcc00;--on-accent:#000000')
  expect(text).toContain('We will &lt;b&gt;miss&lt;/b&gt; you.')
})
