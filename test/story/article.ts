import type { SmtpTwin } from '../open-smtp-twin.ts'
import { serverProcess } from '../server-process.ts'
import { until } from '../until.ts'
import { createNarrator, type Narrator } from './narrator.ts'
import { type Resource, type ShopClient, shopClient } from './shop-client.ts'
import { type Shopper, shopperAt } from './shopper.ts'

const STARTED = 'Started Conversation with Customer Agent'
const RESOLVED = 'Conversation with Customer Agent Resolved'
const ESCALATED = 'Conversation with Customer Agent Escalated'
const RECOMMENDED = 'Received Product Recommendation from Customer Agent'
const ORDERED = 'Placed Order'
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const DAY_MS = 24 * HOUR_MS
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36'
/** An hour after the seventh day of those who came first. */
const SEND_AFTER_MS = 7 * DAY_MS + HOUR_MS
const SUBJECT_AND_ITEMS = {
  subject: 'Still thinking it over, Mia?',
  items: ['Warm felt slippers', 'Warm merino scarf'],
}
const COUNT_AT_LEAST_1 = { type: 'numeric', operator: 'greater-than-or-equal', value: 1 }
const COUNT_0 = { type: 'numeric', operator: 'equals', value: 0 }

interface Scene {
  narrator: Narrator
  shop: ShopClient
  url: string
  smtp: SmtpTwin
  /** When the shoppers came, by the account's clock. */
  began: Date
}

/**
 * A shop's whole story on the real program: an empty account, conversations of each outcome, the
 * metrics, the feed, segments, the flow two hours later, the promotion that spares those with an
 * open problem, and the reports.
 *
 * @returns how many steps there were, and those that did not go as expected
 */
export async function tellArticle(
  say: (line: string) => void,
  smtp: SmtpTwin,
): Promise<{ steps: number; differences: readonly string[] }> {
  const narrator = createNarrator(say)
  const server = await serverProcess({ PARLEY_SANDBOX: '1', SMTP_URL: smtp.url })
  const shop = shopClient(server.url)
  try {
    narrator.chapter('The program')
    await narrator.step('starts on an empty folder and is ready', 'ready', async () => {
      await server.start()
      return 'ready'
    })
    const began = await shop.now()
    const scene: Scene = { narrator, shop, url: server.url, smtp, began }
    await fillShop(scene)
    const templateId = await writeTemplate(shop)
    await findMetrics(scene)
    const flowId = await createWinBack(scene, templateId)
    const { rita } = await converse(scene)
    await readFeed(scene)
    const segments = await createSegments(scene)
    const campaignId = await schedulePromotion(scene, segments, templateId)
    await winBack(scene, flowId)
    await promote(scene, campaignId, rita)
    await report(scene, { flowId, campaignId })
  } finally {
    await server.dispose()
  }
  return { steps: narrator.told(), differences: narrator.differences() }
}

function nameOf(email: string): string {
  return email.split('@')[0] ?? ''
}

const at = ({ began }: Scene, ms: number) => new Date(began.getTime() + ms)

async function fillShop({ narrator, shop }: Scene): Promise<void> {
  narrator.chapter('The shop')
  await narrator.step('three products through the SDK', 3, async () => {
    const products = [
      ['scarf', 'Warm merino scarf', 'A warm scarf of merino wool.', 39.9],
      ['slippers', 'Warm felt slippers', 'Warm slippers of felt for cold floors.', 24],
      ['tent', 'Two person tent', 'A light tent for the summer.', 249],
    ] as const
    for (const [externalId, title, description, price] of products) {
      await shop.catalogs.createCatalogItem({
        data: {
          type: 'catalog-item',
          attributes: {
            externalId,
            title,
            description,
            price,
            url: `https://shop.test/${externalId}`,
            published: true,
          },
        },
      })
    }
    return (await shop.catalogs.getCatalogItems()).body.data.length
  })
  await narrator.step('a text that the agent may quote', 'indexed', async () => {
    const added = await shop.ask('POST', '/api/agent-knowledge', {
      type: 'agent-knowledge',
      attributes: {
        source: {
          source_type: 'snippet',
          title: 'Shipping',
          content: 'Shipping to Austria costs 7.90 euros and takes three to five working days.',
        },
      },
    })
    const look = () => shop.ask('GET', `/api/agent-knowledge/${added.id}`)
    const seen = await until(
      look,
      ({ attributes }) => attributes['status'] !== 'pending' && attributes['status'] !== 'indexing',
    )
    return seen.attributes['status']
  })
  await narrator.step('an order of somebody who never chatted', 1, async () => {
    await order(shop, 'olga@shopper.test', await shop.now(), 80)
    const look = () => shop.events.getEvents()
    return (await until(look, ({ body }) => body.data.length === 1)).body.data.length
  })
}

async function order(shop: ShopClient, email: string, time: Date, value: number): Promise<void> {
  await shop.events.createEvent({
    data: {
      type: 'event',
      attributes: {
        metric: { data: { type: 'metric', attributes: { name: ORDERED } } },
        profile: { data: { type: 'profile', attributes: { email } } },
        properties: {},
        value,
        time,
      },
    },
  })
}

async function writeTemplate(shop: ShopClient): Promise<string> {
  const template = await shop.templates.createTemplate({
    data: {
      type: 'template',
      attributes: {
        name: 'Picks',
        editorType: 'CODE',
        html: `<p>Hi {{ first_name|default:'there' }}</p>
          {% for item in event.extra.items %}<p>{{ item.title }}</p>{% endfor %}
          <p><a href="https://shop.test/">To the shop</a> {% unsubscribe 'Unsubscribe' %}</p>`,
      },
    },
  })
  return template.body.data.id
}

async function findMetrics({ narrator, shop }: Scene): Promise<void> {
  narrator.chapter('Analytics > Metrics')
  await narrator.step(
    'typing "Customer Agent" finds the four metrics, which nobody configured',
    [RESOLVED, ESCALATED, RECOMMENDED, STARTED].toSorted(),
    async () => {
      const { body } = await shop.metrics.getMetrics()
      return body.data
        .map(({ attributes }) => attributes.name ?? '')
        .filter((name) => name.includes('Customer Agent'))
        .toSorted()
    },
  )
}

/** The shop's flow: two hours after a recommendation, unless something was ordered since. */
async function createWinBack(scene: Scene, templateId: string): Promise<string> {
  const { narrator, shop } = scene
  let flowId = ''
  narrator.chapter('Recipe A: recommended, but not bought')
  await narrator.step('the flow is created by the SDK and set live', 'live', async () => {
    const created = await shop.flows.createFlow({
      data: {
        type: 'flow',
        attributes: {
          name: 'Recommended but not bought',
          definition: {
            triggers: [
              { type: 'metric', id: await shop.metricId(RECOMMENDED), triggerFilter: null },
            ],
            profileFilter: {
              conditionGroups: [
                {
                  conditions: [
                    {
                      type: 'profile-metric',
                      metricId: await shop.metricId(ORDERED),
                      measurement: 'count',
                      measurementFilter: { type: 'numeric', operator: 'equals', value: 0 },
                      timeframeFilter: { type: 'date', operator: 'flow-start' },
                      metricFilters: null,
                    },
                  ],
                },
              ],
            },
            entryActionId: 'delay',
            reentryCriteria: { duration: 1, unit: 'day' },
            actions: [
              {
                temporaryId: 'delay',
                type: 'time-delay',
                links: { next: 'mail' },
                data: { unit: 'hours', value: 2 },
              },
              {
                temporaryId: 'mail',
                type: 'send-email',
                links: { next: null },
                data: {
                  status: 'draft',
                  message: {
                    name: 'Recommended items',
                    fromEmail: 'shop@example.com',
                    fromLabel: 'Example Shop',
                    subjectLine: 'Still thinking it over, {{ first_name }}?',
                    previewText: 'Your picks from our chat',
                    templateId,
                    smartSendingEnabled: true,
                    transactional: false,
                    addTrackingParams: true,
                  },
                },
              },
            ],
          },
        },
      },
    })
    flowId = created.body.data.id ?? ''
    const live = await shop.flows.updateFlow(flowId, {
      data: { type: 'flow', id: flowId, attributes: { status: 'live' } },
    })
    return live.body.data.attributes.status
  })
  return flowId
}

/** Four people, and what becomes of their questions. */
async function converse(scene: Scene): Promise<{ rita: Shopper | undefined }> {
  const { narrator, shop, url } = scene
  narrator.chapter('Conversations')
  const { attributes } = await shop.ask('POST', '/api/x/web-chat-secret')
  const visitor = (firstName: string) =>
    shopperAt(url, String(attributes['secret']), {
      email: `${firstName.toLowerCase()}@shopper.test`,
      firstName,
    })
  for (const name of ['Mia', 'Otto']) {
    await narrator.step(
      `${name} asks for something warm under 40 and is shown what fits`,
      ['Warm felt slippers', 'Warm merino scarf'],
      async () => {
        const answers = await (await visitor(name)).says(
          'I am looking for something warm under 40 euros',
        )
        return answers.flatMap(({ products }) => products.map(({ title }) => title)).toSorted()
      },
    )
  }
  await narrator.step(
    'Erik wants a person, is offered one and takes it',
    'routed-to-team',
    async () => {
      const erik = await visitor('Erik')
      await erik.says('I want to talk to a human')
      return erik.acceptsPerson()
    },
  )
  let rita: Shopper | undefined
  await narrator.step('Rita asks what shipping costs and is told', true, async () => {
    rita = await visitor('Rita')
    const answers = await rita.says('How much is shipping to Austria?')
    return answers.some(({ text }) => text.includes('7.90'))
  })
  await narrator.step('half an hour later hers counts as resolved', 'resolved-by-ai', async () => {
    await shop.moveClock(at(scene, 31 * MINUTE_MS))
    return (await rita?.standing())?.status
  })
  return { rita }
}

async function readFeed(scene: Scene): Promise<void> {
  const { narrator, shop } = scene
  narrator.chapter('The activity feed')
  const expected = [
    [STARTED, ['erik', 'mia', 'otto', 'rita']],
    [RECOMMENDED, ['mia', 'otto']],
    [ESCALATED, ['erik']],
  ] as const
  for (const [metric, names] of expected) {
    await narrator.step(`of "${metric}"`, names, async () => {
      const id = await shop.metricId(metric)
      const { body } = await shop.events.getEvents({
        filter: `equals(metric_id,"${id}")`,
        include: ['profile'],
        sort: '-datetime',
      })
      return (body.included ?? [])
        .flatMap((one) => (one.type === 'profile' ? [nameOf(one.attributes.email ?? '')] : []))
        .toSorted()
    })
    await narrator.step('and its count as a chart has it', names.length, async () =>
      shop.countOf(await shop.metricId(metric), at(scene, -DAY_MS), at(scene, DAY_MS)),
    )
  }
}

interface Groups {
  engaged: string
  escalated: string
}

async function createSegments(scene: Scene): Promise<Groups> {
  const { narrator, shop } = scene
  narrator.chapter('Segments')
  const [started, recommended, escalated, ordered] = await Promise.all(
    [STARTED, RECOMMENDED, ESCALATED, ORDERED].map((name) => shop.metricId(name)),
  )
  const last = (quantity: number) => ({
    type: 'date',
    operator: 'in-the-last',
    quantity,
    unit: 'day',
  })
  const condition = (metric: string | undefined, filter: object, timeframe: object) => ({
    type: 'profile-metric',
    metric_id: metric,
    measurement: 'count',
    measurement_filter: filter,
    timeframe_filter: timeframe,
    metric_filters: null,
  })
  const wanted = [
    {
      name: 'Escalated in the last 7 days',
      groups: [condition(escalated, COUNT_AT_LEAST_1, last(7))],
      members: ['erik'],
    },
    {
      name: 'Recommended and ordered nothing',
      groups: [
        condition(recommended, COUNT_AT_LEAST_1, last(30)),
        condition(ordered, COUNT_0, { type: 'date', operator: 'alltime' }),
      ],
      members: ['mia', 'otto'],
    },
    {
      name: 'Started a conversation in the last 30 days',
      groups: [condition(started, COUNT_AT_LEAST_1, last(30))],
      members: ['erik', 'mia', 'otto', 'rita'],
    },
  ]
  const ids: string[] = []
  for (const { name, groups, members } of wanted) {
    await narrator.step(`"${name}" holds`, members, async () => {
      const created = await shop.ask('POST', '/api/segments', {
        type: 'segment',
        attributes: {
          name,
          definition: { condition_groups: groups.map((one) => ({ conditions: [one] })) },
        },
      })
      ids.push(created.id)
      await until(
        () => shop.segments.getSegment(created.id),
        ({ body }) => body.data.attributes.isProcessing === false,
      )
      return membersOf(shop, created.id)
    })
  }
  return { escalated: ids[0] ?? '', engaged: ids[2] ?? '' }
}

async function membersOf(shop: ShopClient, segmentId: string): Promise<string[]> {
  const { body } = await shop.segments.getProfilesForSegment(segmentId)
  return body.data.map(({ attributes }) => nameOf(attributes.email ?? '')).toSorted()
}

/** The clock goes on to two hours after the recommendation; Otto orders on the way. */
async function winBack(scene: Scene, flowId: string): Promise<void> {
  const { narrator, shop, smtp, url } = scene
  narrator.chapter('Two hours later')
  await narrator.step('a second before, nobody was written to', 0, async () => {
    await shop.moveClock(at(scene, HOUR_MS))
    await order(shop, 'otto@shopper.test', at(scene, HOUR_MS), 39.9)
    await shop.moveClock(at(scene, 2 * HOUR_MS - 1_000))
    return smtp.envelopes.length
  })
  await narrator.step('Mia gets one mail with what was recommended', ['mia'], async () => {
    // The conversations took a moment of the account's own clock.
    await shop.moveClock(at(scene, 2 * HOUR_MS + MINUTE_MS))
    const look = () => Promise.resolve(smtp.envelopes.map(([address]) => nameOf(address ?? '')))
    return until(look, (sent) => sent.length > 0)
  })
  await narrator.step('its subject, its items', SUBJECT_AND_ITEMS, async () => {
    const [mail] = await smtp.mails()
    const html = String(mail?.html)
    return {
      subject: mail?.subject,
      items: ['Warm felt slippers', 'Warm merino scarf', 'Two person tent'].filter((title) =>
        html.includes(title),
      ),
    }
  })
  await narrator.step('Otto, who ordered, is skipped', ['Fails Flow Filters'], async () => {
    const rows = await shop.ask<Resource[]>('GET', `/api/x/flows/${flowId}/flow-enrolments`)
    return rows.flatMap(
      ({ attributes }) => JSON.stringify(attributes).match(/Fails Flow Filters/g) ?? [],
    )
  })
  await narrator.step('Mia clicks, and orders an hour later', 302, async () => {
    const [mail] = await smtp.mails()
    const link =
      /href="([^"]*\/l\/[^"]+)"/.exec(String(mail?.html))?.[1]?.replaceAll('&amp;', '&') ?? ''
    await shop.moveClock(at(scene, 3 * HOUR_MS))
    const path = new URL(link)
    const clicked = await fetch(url + path.pathname + path.search, {
      redirect: 'manual',
      headers: { 'user-agent': BROWSER },
    })
    await shop.moveClock(at(scene, 4 * HOUR_MS))
    await order(shop, 'mia@shopper.test', at(scene, 4 * HOUR_MS), 60)
    return clicked.status
  })
}

/** A promotion to those who talk to the shop, but not to those who wait for a person. */
async function schedulePromotion(
  scene: Scene,
  { engaged, escalated }: Groups,
  templateId: string,
): Promise<string> {
  const { narrator, shop } = scene
  let campaignId = ''
  narrator.chapter('Recipe B: a promotion that spares those with an open problem')
  await narrator.step(
    'is created by the SDK and scheduled for an hour after the seventh day',
    'Scheduled',
    async () => {
      const created = await shop.campaigns.createCampaign({
        data: {
          type: 'campaign',
          attributes: {
            name: 'Autumn promo',
            audiences: { included: [engaged], excluded: [escalated] },
            sendStrategy: {
              method: 'static',
              datetime: at(scene, SEND_AFTER_MS),
              options: { isLocal: false },
            },
            sendOptions: { useSmartSending: true },
            campaignMessages: {
              data: [
                {
                  type: 'campaign-message',
                  attributes: {
                    definition: {
                      channel: 'email',
                      label: 'Autumn promo',
                      content: {
                        subject: 'Autumn is here, {{ first_name }}',
                        previewText: '20% off',
                        fromEmail: 'shop@example.com',
                        fromLabel: 'Example Shop',
                      },
                    },
                  },
                },
              ],
            },
          },
        },
      })
      campaignId = created.body.data.id
      const messages = await shop.campaigns.getMessagesForCampaign(campaignId)
      await shop.campaigns.assignTemplateToCampaignMessage({
        data: {
          type: 'campaign-message',
          id: messages.body.data[0]?.id ?? '',
          relationships: { template: { data: { type: 'template', id: templateId } } },
        },
      })
      await shop.campaigns.sendCampaign({ data: { type: 'campaign-send-job', id: campaignId } })
      const look = async () =>
        (await shop.campaigns.getCampaign(campaignId)).body.data.attributes.status
      return until(look, (status) => status === 'Scheduled')
    },
  )
  return campaignId
}

/** Rita meets a problem a day later; Erik's is more than seven days old when the promotion goes out. */
async function promote(scene: Scene, campaignId: string, rita: Shopper | undefined): Promise<void> {
  const { narrator, shop, smtp } = scene
  narrator.chapter('A week later')
  await narrator.step('Rita is passed to a person the next day', 'routed-to-team', async () => {
    await shop.moveClock(at(scene, DAY_MS))
    await rita?.says('I want to talk to a human')
    return rita?.acceptsPerson()
  })
  await narrator.step(
    'when it goes out, Erik gets it and Rita does not',
    ['erik', 'mia', 'otto'],
    async () => {
      await shop.moveClock(at(scene, SEND_AFTER_MS))
      const look = async () =>
        (await shop.campaigns.getCampaign(campaignId)).body.data.attributes.status
      await until(look, (status) => status === 'Sent')
      const mails = await smtp.mails()
      return mails
        .flatMap((mail, i) => (mail.subject?.startsWith('Autumn') ? (smtp.envelopes[i] ?? []) : []))
        .map((address) => nameOf(address))
        .toSorted()
    },
  )
}

/** What each message brought, as the reports say it. */
async function report(
  scene: Scene,
  { flowId, campaignId }: { flowId: string; campaignId: string },
): Promise<void> {
  const { narrator, shop } = scene
  narrator.chapter('Reports')
  const metric = await shop.metricId(ORDERED)
  const statistics = ['recipients', 'delivered', 'clicks_unique', 'conversions', 'conversion_value']
  const timeframe = {
    start: at(scene, -DAY_MS).toISOString(),
    end: at(scene, 20 * DAY_MS).toISOString(),
  }
  const asked = [
    {
      noun: 'flow',
      id: flowId,
      expected: {
        recipients: 1,
        delivered: 1,
        clicks_unique: 1,
        conversions: 1,
        conversion_value: 60,
      },
    },
    {
      noun: 'campaign',
      id: campaignId,
      expected: {
        recipients: 3,
        delivered: 3,
        clicks_unique: 0,
        conversions: 0,
        conversion_value: 0,
      },
    },
  ]
  for (const { noun, id, expected } of asked) {
    await narrator.step(`of the ${noun}`, expected, async () => {
      const look = () =>
        shop.ask('POST', `/api/${noun}-values-reports`, {
          type: `${noun}-values-report`,
          attributes: {
            statistics,
            timeframe,
            conversion_metric_id: metric,
            filter: `equals(${noun}_id,"${id}")`,
          },
        })
      const seen = await until(
        look,
        (one) => statisticsOf(one)?.['recipients'] === expected.recipients,
      )
      return statisticsOf(seen)
    })
  }
}

function statisticsOf({ attributes }: Resource): Record<string, number> | undefined {
  const [row] = attributes['results'] as { statistics: Record<string, number> }[]
  return row?.statistics
}
