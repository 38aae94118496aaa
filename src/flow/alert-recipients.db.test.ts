import { describe, expect, test } from 'vitest'
import { COMPANY, call, newEvent, OWNER, runningServer } from '../../test/running-server.ts'
import { inAccount } from '../platform/sql.ts'

const server = await runningServer()
const POLL = { timeout: 15_000, interval: 50 }
const BROWSER = { accept: 'text/html', 'accept-language': 'en' }

function mailsTo(address: string) {
  return inAccount(
    server.sql,
    COMPANY,
    (tx) => tx<{ subject: string; text: string }[]>`
      select subject, body_text as text
      from outbox_mails
      where account_id = ${COMPANY} and to_address = ${address}
      order by mail_id`,
  )
}

/** A live flow of one alert, started by a metric of its own. */
async function alertFlow(metric: string, to_emails: string[]): Promise<string> {
  await call(server, 'POST', '/api/events', { data: newEvent(metric, 'first@shopper.test') })
  let metricId: string | undefined
  const found = await call(server, 'GET', '/api/metrics?filter=equals(integration.name,"API")')
  for (const one of found.body.data) if (one.attributes['name'] === metric) metricId = one.id
  const made = await call(server, 'POST', '/api/flows', {
    data: {
      type: 'flow',
      attributes: {
        name: metric,
        definition: {
          triggers: [{ type: 'metric', id: metricId, trigger_filter: null }],
          profile_filter: null,
          entry_action_id: 'alert',
          actions: [
            {
              temporary_id: 'alert',
              type: 'send-internal-alert',
              links: { next: null },
              data: {
                status: 'live',
                message: {
                  from_email: null,
                  from_label: null,
                  to_emails,
                  subject_line: `${metric}!`,
                },
              },
            },
          ],
        },
      },
    },
  })
  expect(made.status).toBe(201)
  const { id } = made.body.data
  const live = { type: 'flow', id, attributes: { status: 'live' } }
  expect((await call(server, 'PATCH', `/api/flows/${id}`, { data: live })).status).toBe(200)
  return id
}

async function happens(metric: string): Promise<void> {
  const { status } = await call(server, 'POST', '/api/events', {
    data: newEvent(metric, `${Math.random()}@shopper.test`),
  })
  expect(status).toBe(202)
}

function steps(flowId: string) {
  return inAccount(
    server.sql,
    COMPANY,
    (tx) => tx<{ outcome: string; reason: string | null; detail: string | null }[]>`
      select outcome, reason, detail
      from flow_steps
      where account_id = ${COMPANY} and flow_id = ${flowId}
      order by taken_at, enrolment_id`,
  )
}

const byText = (a: string, b: string) => a.localeCompare(b)

async function states(): Promise<Record<string, unknown>> {
  const { body } = await call(server, 'GET', '/api/x/alert-recipients')
  return Object.fromEntries(
    body.data.map(({ attributes }) => [attributes['email'], attributes['state']]),
  )
}

const ask = (email: string) =>
  call(server, 'POST', '/api/x/alert-recipients', {
    data: { type: 'alert-recipient', attributes: { email } },
  })

async function linkTo(address: string): Promise<string> {
  await expect.poll(() => mailsTo(address), POLL).not.toEqual([])
  const [mail] = await mailsTo(address)
  const path = /\/alerts\/\S+/.exec(mail?.text ?? '')?.[0] ?? ''
  return `${server.url}${path}`
}

describe('alerts to addresses outside the account', () => {
  test('go only to those who said yes, whatever looks at the link', async () => {
    const outside = 'Warehouse@partner.test'
    const flowId = await alertFlow('Broke', [outside])
    await happens('Broke')
    await expect
      .poll(() => steps(flowId), POLL)
      .toEqual([
        {
          outcome: 'skipped',
          reason: 'No Confirmed Recipients',
          detail: `not confirmed: ${outside}`,
        },
      ])
    expect(await states()).toEqual({ [OWNER.email]: 'member', [outside]: 'waiting' })

    const link = await linkTo(outside)
    const looked = await fetch(link, { headers: BROWSER })
    expect(await looked.text()).toContain('Yes, send me alerts')
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200)
    expect(await states()).toMatchObject({ [outside]: 'waiting' })

    const say = (alerts: string) =>
      fetch(link, { method: 'POST', headers: BROWSER, body: new URLSearchParams({ alerts }) })
    expect(await (await say('yes')).text()).toContain('You get alerts')
    expect(await states()).toMatchObject({ [outside]: 'confirmed' })
    await happens('Broke')
    const subjects = async () => (await mailsTo(outside)).map((mail) => mail.subject)
    await expect
      .poll(async () => (await subjects()).toSorted(byText), POLL)
      .toEqual(['Broke!', 'Do you want alerts from My shop?'])

    expect(await (await say('no')).text()).toContain('You get no alerts')
    await happens('Broke')
    await expect.poll(async () => (await steps(flowId)).length, POLL).toBe(3)
    expect(await subjects()).toHaveLength(2)
    const refused = await ask(outside)
    expect([refused.status, refused.body.errors[0]?.code]).toEqual([409, 'declined'])
  })

  test('go to members without a question, and the step tells whom they did not reach', async () => {
    const flowId = await alertFlow('Fell', [OWNER.email.toUpperCase(), 'unasked@partner.test'])
    await happens('Fell')
    await expect
      .poll(() => steps(flowId), POLL)
      .toEqual([{ outcome: 'queued', reason: null, detail: 'not confirmed: unasked@partner.test' }])
    const subjects = async () =>
      (await mailsTo(OWNER.email.toUpperCase())).map((mail) => mail.subject)
    expect(await subjects()).toEqual(['Fell!'])
    const refused = await ask(OWNER.email)
    expect([refused.status, refused.body.errors[0]?.code]).toEqual([409, 'nothing_to_ask'])
  })

  test('are asked for again, but not at once and not without end', async () => {
    const email = 'slow@partner.test'
    const asked = await ask(email)
    expect(asked.body.data).toMatchObject({ attributes: { email, state: 'waiting' } })
    await expect.poll(() => mailsTo(email), POLL).toHaveLength(1)
    expect((await ask(email)).body.errors[0]?.code).toBe('asked_lately')
    const passTime = () =>
      inAccount(server.sql, COMPANY, async (tx) => {
        await tx`
          update alert_recipients set asked_at = asked_at - interval '11 minutes'
          where account_id = ${COMPANY} and email_key = ${email}`
      })
    for (let times = 2; times <= 5; times += 1) {
      await passTime()
      expect((await ask(email)).status).toBe(201)
      await expect.poll(() => mailsTo(email), POLL).toHaveLength(times)
    }
    await passTime()
    expect((await ask(email)).body.errors[0]?.code).toBe('asked_too_often')
  })

  test('have links that nobody can make', async () => {
    const link = await linkTo('slow@partner.test')
    for (const broken of [link.slice(0, -2), link.replace('/alerts/', '/confirm/'), `${link}x`]) {
      expect((await fetch(broken, { method: 'POST' })).status).toBe(404)
    }
    expect(await states()).toMatchObject({ 'slow@partner.test': 'waiting' })
  })
})
