import { ApiKeySession, CampaignsApi, ListsApi, ProfilesApi, TemplatesApi } from 'klaviyo-api'
import { expect, test } from 'vitest'
import { call, KEY, runningServer } from '../running-server.ts'
import { smtpTwin } from '../smtp-twin.ts'

const smtp = await smtpTwin()
const server = await runningServer({ smtpUrl: smtp.url })
const session = new ApiKeySession(KEY)
const campaigns = new CampaignsApi(session)
const lists = new ListsApi(session)
const profiles = new ProfilesApi(session)
const templates = new TemplatesApi(session)
for (const api of [campaigns, lists, profiles, templates]) api.basePath = server.url

async function list(name: string, emails: readonly string[]): Promise<string> {
  const created = await lists.createList({ data: { type: 'list', attributes: { name } } })
  const { id } = created.body.data
  if (emails.length === 0) return id
  const people = await Promise.all(
    emails.map(async (email) => {
      const answer = await profiles.createOrUpdateProfile({
        data: { type: 'profile', attributes: { email, firstName: email.split('@')[0] ?? '' } },
      })
      return { type: 'profile' as const, id: answer.body.data.id ?? '' }
    }),
  )
  await lists.addProfilesToList(id, { data: people })
  return id
}

test('a campaign is created, given a template and sent by the SDK', async () => {
  const included = await list('Readers', ['ada@shop.test', 'bo@shop.test', 'cy@shop.test'])
  const excluded = await list('Angry', ['cy@shop.test'])
  const template = await templates.createTemplate({
    data: {
      type: 'template',
      attributes: {
        name: 'Autumn',
        editorType: 'CODE',
        html: '<p>Hi {{ first_name }}</p><a href="https://shop.test/sale">Sale</a>{% unsubscribe %}',
      },
    },
  })
  const created = await campaigns.createCampaign({
    data: {
      type: 'campaign',
      attributes: {
        name: 'Autumn promo',
        audiences: { included: [included], excluded: [excluded] },
        sendStrategy: { method: 'immediate' },
        sendOptions: { useSmartSending: true },
        trackingOptions: {
          addTrackingParams: true,
          isTrackingClicks: false,
          isTrackingOpens: false,
          customTrackingParams: [
            { type: 'static', name: 'utm_source', value: 'parley' },
            { type: 'dynamic', name: 'utm_medium', value: 'message_type' },
            { type: 'dynamic', name: 'utm_campaign', value: 'campaign_name' },
            { type: 'dynamic', name: 'utm_content', value: 'group_name' },
          ],
        },
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
  const { id } = created.body.data
  expect(created.body.data.attributes).toMatchObject({
    status: 'Draft',
    audiences: { included: [included], excluded: [excluded] },
    sendStrategy: { method: 'immediate' },
  })
  const messages = await campaigns.getMessagesForCampaign(id)
  const messageId = messages.body.data[0]?.id ?? ''
  expect(messages.body.data[0]?.attributes.definition).toMatchObject({ channel: 'email' })

  await expect(
    campaigns.sendCampaign({ data: { type: 'campaign-send-job', id } }),
  ).rejects.toMatchObject({ response: { status: 400 } })

  const assigned = await campaigns.assignTemplateToCampaignMessage({
    data: {
      type: 'campaign-message',
      id: messageId,
      relationships: { template: { data: { type: 'template', id: template.body.data.id } } },
    },
  })
  expect(assigned.body.data.attributes).toMatchObject({ label: 'Autumn promo', channel: 'email' })
  const own = await campaigns.getTemplateIdForCampaignMessage(messageId)
  expect(own.body.data?.id).not.toBe(template.body.data.id)

  await campaigns.refreshCampaignRecipientEstimation({
    data: { type: 'campaign-recipient-estimation-job', id },
  })
  await expect
    .poll(
      async () =>
        (await campaigns.getCampaignRecipientEstimationJob(id)).body.data.attributes.status,
      { timeout: 10_000 },
    )
    .toBe('complete')
  const estimated = await campaigns.getCampaignRecipientEstimation(id)
  expect(estimated.body.data.attributes.estimatedRecipientCount).toBe(2)

  const job = await campaigns.sendCampaign({ data: { type: 'campaign-send-job', id } })
  expect(job.body.data.attributes.status).toBe('queued')
  await expect
    .poll(async () => (await campaigns.getCampaign(id)).body.data.attributes.status, {
      timeout: 10_000,
    })
    .toBe('Sent')
  expect(smtp.envelopes.flat().toSorted()).toEqual(['ada@shop.test', 'bo@shop.test'])
  const mails = await smtp.mails()
  expect(mails.map((mail) => mail.subject ?? '').toSorted()).toEqual([
    'Autumn is here, ada',
    'Autumn is here, bo',
  ])
  expect(mails[0]?.html).toContain(
    'utm_source=parley&amp;utm_medium=email&amp;utm_campaign=Autumn+promo&amp;utm_content=Readers"',
  )
  expect((await campaigns.getCampaignSendJob(id)).body.data.attributes.status).toBe('complete')

  const tag = await call(server, 'POST', '/api/tags', {
    data: { type: 'tag', attributes: { name: 'Promotion' } },
  })
  const campaignsOfTag = `/api/tags/${tag.body.data.id}/relationships/campaigns`
  await call(server, 'POST', campaignsOfTag, { data: [{ type: 'campaign', id }] })
  const copy = await campaigns.createCampaignClone({
    data: { type: 'campaign', id, attributes: { newName: 'Winter promo' } },
  })
  expect(copy.body.data.attributes).toMatchObject({ name: 'Winter promo', status: 'Draft' })
  const tagged = await call(server, 'GET', campaignsOfTag)
  expect(tagged.body.data.map((one) => one.id).toSorted()).toEqual(
    [id, copy.body.data.id].toSorted(),
  )
  const listed = await campaigns.getCampaigns("equals(messages.channel,'email')")
  expect(listed.body.data.map((one) => one.attributes.name)).toEqual([
    'Winter promo',
    'Autumn promo',
  ])
  await campaigns.deleteCampaign(copy.body.data.id)
}, 60_000)

test('a report tells variations apart, and knows them as one message', async () => {
  const included = await list('Testers', ['ann@shop.test', 'ben@shop.test', 'cleo@shop.test'])
  const template = await templates.createTemplate({
    data: { type: 'template', attributes: { name: 'T', editorType: 'CODE', html: '<p>Hi</p>' } },
  })
  const created = await campaigns.createCampaign({
    data: {
      type: 'campaign',
      attributes: {
        name: 'Two ways',
        audiences: { included: [included] },
        sendOptions: { useSmartSending: false },
        campaignMessages: {
          data: [
            {
              type: 'campaign-message',
              attributes: {
                definition: { channel: 'email', label: 'Two ways', content: { subject: 'One' } },
              },
            },
          ],
        },
      },
    },
  })
  const { id } = created.body.data
  const messageId = created.body.data.relationships?.campaignMessages?.data?.[0]?.id ?? ''
  await campaigns.assignTemplateToCampaignMessage({
    data: {
      type: 'campaign-message',
      id: messageId,
      relationships: { template: { data: { type: 'template', id: template.body.data.id } } },
    },
  })
  await call(server, 'POST', '/api/x/campaign-variations', {
    data: {
      type: 'campaign-variation',
      relationships: { 'campaign-message': { data: { type: 'campaign-message', id: messageId } } },
    },
  })
  await call(server, 'PATCH', `/api/x/campaign-tests/${id}`, {
    data: { type: 'campaign-test', id, attributes: { test_share: 100 } },
  })
  await campaigns.sendCampaign({ data: { type: 'campaign-send-job', id } })
  await expect
    .poll(async () => (await campaigns.getCampaign(id)).body.data.attributes.status, {
      timeout: 10_000,
    })
    .toBe('Sent')

  const conversion = await call(server, 'GET', '/api/metrics')
  const report = async (groups: string[], filter: string | null = null) => {
    const { body } = await call(server, 'POST', '/api/campaign-values-reports', {
      data: {
        type: 'campaign-values-report',
        attributes: {
          statistics: ['recipients'],
          timeframe: { key: 'last_7_days' },
          conversion_metric_id: conversion.body.data[0]?.id,
          group_by: ['campaign_id', 'campaign_message_id', ...groups],
          filter,
        },
      },
    })
    const results = body.data.attributes['results'] as {
      groupings: Record<string, string>
      statistics: { recipients: number }
    }[]
    return results
      .filter(({ groupings }) => groupings['campaign_id'] === id)
      .map(({ groupings, statistics }) => [
        groupings['campaign_message_id'],
        groupings['variation_name'],
        statistics.recipients,
      ])
  }
  expect(await report([], `equals(campaign_message_id,"${messageId}")`)).toEqual([
    [messageId, undefined, 3],
  ])
  expect(await report(['variation_name'])).toEqual([
    [messageId, 'A', 2],
    [messageId, 'B', 1],
  ])
  expect(await report(['variation_name'], 'equals(variation_name,"B")')).toEqual([
    [messageId, 'B', 1],
  ])
}, 60_000)
