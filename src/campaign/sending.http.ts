import {
  cancelCampaignSend,
  controlCampaign as controlEndpoint,
  estimateAudience as estimateEndpoint,
  getCampaignRecipientEstimation,
  getCampaignRecipientEstimationJob,
  getCampaignSendJob,
  refreshCampaignRecipientEstimation,
  sendCampaign as sendEndpoint,
  updateCampaignTest,
} from '../contract/campaigns.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { jobStatusOf, leadOf } from './campaign.ts'
import { editingOf } from './campaign-editing.action.ts'
import { messagesOfCampaigns } from './campaign-messages.sql.ts'
import { type EstimateRow, findEstimate } from './estimate.sql.ts'
import { estimateAudience, queueEstimate } from './estimate-campaign.action.ts'
import { changeCampaign } from './save-campaign.action.ts'
import {
  cancelCampaign,
  controlCampaign,
  revertCampaign,
  sendCampaign,
} from './send-campaign.action.ts'
import { existingCampaign, showCampaign } from './show-campaigns.action.ts'

export const sendingRoutes: readonly Route[] = [
  implement(sendEndpoint, async (call) => {
    const { id } = call.body.data
    await sendCampaign(call.sql, call.caller.accountId, id, editingOf(call))
    return call.read(async (tx) => ({ data: await sendJob(tx, call.caller.accountId, id) }))
  }),

  implement(getCampaignSendJob, (call) =>
    call.read(async (tx) => ({
      data: await sendJob(tx, call.caller.accountId, param(call, 'id')),
    })),
  ),

  implement(cancelCampaignSend, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { action } = call.body.data.attributes
    const act = action === 'cancel' ? cancelCampaign : revertCampaign
    await act(call.sql, call.caller.accountId, { campaignId: id }, editingOf(call))
  }),

  implement(refreshCampaignRecipientEstimation, async (call) => {
    const { id } = call.body.data
    await queueEstimate(call.sql, call.caller.accountId, id, call.now)
    return {
      data: { type: 'campaign-recipient-estimation-job', id, attributes: { status: 'queued' } },
    }
  }),

  implement(getCampaignRecipientEstimationJob, (call) =>
    call.read(async (tx) => {
      const id = param(call, 'id')
      const { status } = await estimate(tx, call.caller.accountId, id)
      return { data: { type: 'campaign-recipient-estimation-job', id, attributes: { status } } }
    }),
  ),

  implement(getCampaignRecipientEstimation, (call) =>
    call.read(async (tx) => {
      const id = param(call, 'id')
      const { recipients } = await estimate(tx, call.caller.accountId, id)
      if (recipients === null) throw notFound('campaign-recipient-estimation', id)
      return {
        data: {
          type: 'campaign-recipient-estimation',
          id,
          attributes: { estimated_recipient_count: recipients },
        },
      }
    }),
  ),

  implement(controlEndpoint, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { action } = call.body.data.attributes
    await controlCampaign(call.sql, call.caller.accountId, id, action, editingOf(call))
    return call.read(async (tx) => ({
      data: await showCampaign(
        tx,
        call.caller.accountId,
        id,
        call.query.additional.get('campaign'),
      ),
    }))
  }),

  implement(updateCampaignTest, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const wanted = call.body.data.attributes
    const test = {
      testShare: wanted.test_share,
      winnerMetric: wanted.winner_metric,
      winnerAfterMinutes: wanted.winner_after_minutes,
      recipientsWhen: wanted.recipients_when,
    }
    await changeCampaign(call.sql, call.caller.accountId, id, { test }, editingOf(call))
    return call.read(async (tx) => ({
      data: await showCampaign(
        tx,
        call.caller.accountId,
        id,
        call.query.additional.get('campaign'),
      ),
    }))
  }),

  implement(estimateEndpoint, async (call) => {
    const { channel, included, excluded } = call.body.data.attributes
    const audience = { included: [...new Set(included)], excluded: [...new Set(excluded)] }
    const found = await estimateAudience(call.sql, call.caller.accountId, channel, audience)
    return {
      data: {
        type: 'audience-estimate',
        id: ulidOf(newUlidUuid(call.now)),
        attributes: {
          included: found.included,
          excluded: found.excluded,
          unreachable: found.unreachable,
          recipients: found.recipients,
          groups: found.groups.map(({ groupId, isExcluded, members, overlap }) => ({
            group_id: groupId,
            is_excluded: isExcluded,
            members,
            overlap,
          })),
          holds: found.holds.map(({ reason, groupId, detail }) => ({
            reason,
            group_id: groupId,
            detail,
          })),
        },
      },
    }
  }),
]

async function sendJob(tx: Tx, accountId: string, id: string): Promise<Resource> {
  await existingCampaign(tx, accountId, id)
  const messages = await messagesOfCampaigns(tx, accountId, [id])
  const sent = leadOf(messages.filter((one) => one.run > 0))
  if (!sent) throw notFound('campaign-send-job', id)
  return { type: 'campaign-send-job', id, attributes: { status: jobStatusOf(sent) } }
}

async function estimate(tx: Tx, accountId: string, id: string): Promise<EstimateRow> {
  await existingCampaign(tx, accountId, id)
  const row = await findEstimate(tx, accountId, id)
  if (!row) throw notFound('campaign-recipient-estimation-job', id)
  return row
}
