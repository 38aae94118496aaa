import { ApiKeySession, CampaignsApi, FlowsApi, ListsApi, SegmentsApi, TagsApi } from 'klaviyo-api'
import { describe, expect, test } from 'vitest'
import { call, KEY, runningServer } from '../running-server.ts'

const server = await runningServer()
const session = new ApiKeySession(KEY)
const tags = new TagsApi(session)
const lists = new ListsApi(session)
const segments = new SegmentsApi(session)
const flows = new FlowsApi(session)
const campaigns = new CampaignsApi(session)
for (const api of [tags, lists, segments, flows, campaigns]) api.basePath = server.url

async function tag(name: string, tagGroupId?: string): Promise<string> {
  const created = await tags.createTag({
    data: {
      type: 'tag',
      attributes: { name },
      ...(tagGroupId
        ? { relationships: { tagGroup: { data: { type: 'tag-group', id: tagGroupId } } } }
        : {}),
    },
  })
  return created.body.data.id
}

async function tagGroup(name: string, exclusive: boolean): Promise<string> {
  const created = await tags.createTagGroup({
    data: { type: 'tag-group', attributes: { name, exclusive } },
  })
  return created.body.data.id
}

async function list(name: string): Promise<string> {
  return (await lists.createList({ data: { type: 'list', attributes: { name } } })).body.data.id
}

async function segment(name: string): Promise<string> {
  const created = await segments.createSegment({
    data: {
      type: 'segment',
      attributes: {
        name,
        definition: {
          conditionGroups: [
            {
              conditions: [
                {
                  type: 'profile-property',
                  property: "properties['plan']",
                  filter: { type: 'string', operator: 'equals', value: 'gold' },
                },
              ],
            },
          ],
        },
      },
    },
  })
  return created.body.data.id
}

async function flow(name: string): Promise<string> {
  const definition = {
    triggers: [],
    profile_filter: null,
    entry_action_id: null,
    actions: [],
  }
  const { body } = await call(server, 'POST', '/api/flows', {
    data: { type: 'flow', attributes: { name, definition } },
  })
  return body.data.id
}

async function campaign(name: string, audience: string): Promise<string> {
  const created = await campaigns.createCampaign({
    data: {
      type: 'campaign',
      attributes: {
        name,
        audiences: { included: [audience] },
        campaignMessages: {
          data: [
            {
              type: 'campaign-message',
              attributes: { definition: { channel: 'email', label: name } },
            },
          ],
        },
      },
    },
  })
  return created.body.data.id
}

describe('tags', () => {
  test('live in the default group unless another is named, are found by name and renamed', async () => {
    const byDefault = (await tags.getTagGroups({ filter: 'equals(default,true)' })).body.data
    expect(byDefault).toMatchObject([{ attributes: { name: 'default', exclusive: false } }])
    const seasons = await tagGroup('Seasons', false)
    const autumn = await tag('Autumn', seasons)
    const vip = await tag('VIP')

    const found = await tags.getTags({ filter: "starts-with(name,'Aut')", include: ['tag-group'] })
    expect(found.body.data.map((one) => one.id)).toEqual([autumn])
    expect(found.body.included).toMatchObject([{ id: seasons, attributes: { name: 'Seasons' } }])
    expect((await tags.getTagGroupForTag(vip)).body.data?.id).toBe(byDefault[0]?.id)
    expect((await tags.getTagGroupIdForTag(autumn)).body.data?.id).toBe(seasons)
    expect((await tags.getTagIdsForTagGroup(seasons)).body.data.map((one) => one.id)).toEqual([
      autumn,
    ])

    await tags.updateTag(autumn, {
      data: { type: 'tag', id: autumn, attributes: { name: 'Fall' } },
    })
    expect((await tags.getTag(autumn)).body.data.attributes.name).toBe('Fall')
    await expect(tag('Fall')).rejects.toMatchObject({ status: 409 })

    await tags.deleteTagGroup(seasons)
    await expect(tags.getTag(autumn)).rejects.toMatchObject({ status: 404 })
    await expect(tags.deleteTagGroup(byDefault[0]?.id ?? '')).rejects.toMatchObject({ status: 409 })
    await tags.deleteTag(vip)
    expect((await tags.getTags()).body.data).toEqual([])
  })

  test('go onto lists, segments, flows and campaigns, are shown both ways and taken off', async () => {
    const id = await tag('Escalations')
    const other = await tag('Other')
    const on = {
      list: await list('Readers'),
      segment: await segment('Escalated'),
      flow: await flow('Follow-up'),
      campaign: '',
    }
    on.campaign = await campaign('Sorry', on.list)
    await tags.tagLists(id, { data: [{ type: 'list', id: on.list }] })
    await tags.tagSegments(id, { data: [{ type: 'segment', id: on.segment }] })
    await tags.tagFlows(id, { data: [{ type: 'flow', id: on.flow }] })
    await tags.tagCampaigns(id, { data: [{ type: 'campaign', id: on.campaign }] })

    const ids = (answer: { body: { data: { id: string }[] } }) =>
      answer.body.data.map((one) => one.id)
    expect(ids(await tags.getListIdsForTag(id))).toEqual([on.list])
    expect(ids(await tags.getSegmentIdsForTag(id))).toEqual([on.segment])
    expect(ids(await tags.getFlowIdsForTag(id))).toEqual([on.flow])
    expect(ids(await tags.getCampaignIdsForTag(id))).toEqual([on.campaign])
    expect(ids(await lists.getTagsForList(on.list))).toEqual([id])
    expect(ids(await segments.getTagIdsForSegment(on.segment))).toEqual([id])
    expect(ids(await flows.getTagsForFlow(on.flow))).toEqual([id])
    expect(ids(await campaigns.getTagIdsForCampaign(on.campaign))).toEqual([id])

    const shown = await flows.getFlow(on.flow, { include: ['tags'] })
    expect(shown.body.data.relationships?.tags?.data).toEqual([{ type: 'tag', id }])
    expect(shown.body.included).toMatchObject([
      { type: 'tag', attributes: { name: 'Escalations' } },
    ])
    for (const answer of [
      await lists.getLists({ include: ['tags'] }),
      await segments.getSegments({ include: ['tags'] }),
      await campaigns.getCampaigns("equals(messages.channel,'email')", { include: ['tags'] }),
    ]) {
      expect(answer.body.included).toMatchObject([{ type: 'tag', id }])
    }
    const filtered = async (tagIds: string[]) =>
      ids(await flows.getFlows({ filter: `contains-any(tags.id,${JSON.stringify(tagIds)})` }))
    expect(await filtered([id, other])).toEqual([on.flow])
    expect(await filtered([other])).toEqual([])
    await list('Without')
    const bearing = { filter: `equals(tags.id,"${id}")` }
    expect(ids(await lists.getLists(bearing))).toEqual([on.list])
    expect(ids(await segments.getSegments(bearing))).toEqual([on.segment])
    const overviews = await call(server, 'GET', `/api/x/group-overviews?filter=${bearing.filter}`)
    expect(overviews.body.data.map((one) => one.id)).toEqual([on.segment, on.list])
    const included = await call(server, 'GET', '/api/x/group-overviews?include=tags')
    expect(included.body.included).toMatchObject([{ type: 'tag', id }])
    const bearers = included.body.data.filter(
      (one) => [one.relationships?.['tags']?.data ?? []].flat().length > 0,
    )
    expect(bearers.map((one) => one.id)).toEqual([on.segment, on.list])

    await tags.removeTagFromFlows(id, { data: [{ type: 'flow', id: on.flow }] })
    expect(ids(await tags.getFlowIdsForTag(id))).toEqual([])
    const gone = await list('Short-lived')
    await tags.tagLists(id, { data: [{ type: 'list', id: gone }] })
    await lists.deleteList(gone)
    expect(ids(await tags.getListIdsForTag(id))).toEqual([on.list])

    await expect(
      tags.tagFlows(id, { data: [{ type: 'flow', id: on.segment }] }),
    ).rejects.toMatchObject({ status: 400 })
  })

  test('of an exclusive group: one thing bears one of them', async () => {
    const group = await tagGroup('Stage', true)
    const draft = await tag('Draft', group)
    const done = await tag('Done', group)
    const id = await list('Staged')
    const data = [{ type: 'list' as const, id }]
    await tags.tagLists(draft, { data })
    await tags.tagLists(draft, { data })
    await expect(tags.tagLists(done, { data })).rejects.toMatchObject({
      response: { data: { errors: [{ source: { pointer: '/data/0/id' } }] } },
    })
    await tags.removeTagFromLists(draft, { data })
    await tags.tagLists(done, { data })
    const borne = await lists.getTagsForList(id)
    expect(borne.body.data.map((one) => one.attributes.name)).toEqual(['Done'])
  })
})
