import type { Logger } from 'pino'
import { followProfileData } from './agent/follow-profile-data.job.ts'
import { forgetToolCalls } from './agent/forget-tool-calls.job.ts'
import { noteGapJob } from './agent/note-gap.job.ts'
import { followAnswers } from './attribution/follow-answers.job.ts'
import { followAttributedEvents } from './attribution/follow-events.job.ts'
import { followMerges } from './attribution/follow-merges.job.ts'
import { recomputeJob } from './attribution/recompute.job.ts'
import { advanceCampaigns } from './campaign/advance-campaigns.action.ts'
import { estimateCampaignJob } from './campaign/estimate-campaign.job.ts'
import { guardCampaignSends } from './campaign/guard-campaign-sends.action.ts'
import { followPurchases } from './catalog/follow-purchases.job.ts'
import { runCatalogJob } from './catalog/run-catalog-job.job.ts'
import { tidyCatalog } from './catalog/tidy-catalog.job.ts'
import { type DeliveryServices, deliverWaiting } from './channel/deliver.action.ts'
import { deliverJob } from './channel/deliver.job.ts'
import { followHandoffs } from './channel/follow-handoffs.job.ts'
import { forgetMailsJob } from './channel/forget-mails.job.ts'
import { forgetVisitorsJob } from './channel/forget-visitors.job.ts'
import type { HandoffServices } from './channel/handoff-outbox.action.ts'
import { sendHandoffsJob, sweepHandoffsJob } from './channel/send-handoffs.job.ts'
import { followNumbers } from './consent/follow-numbers.job.ts'
import { forgetConsentJobs } from './consent/forget-consent-jobs.job.ts'
import { runConsentJob } from './consent/run-consent-job.job.ts'
import { forgetCouponJobs, runCouponJob } from './content/run-coupon-job.job.ts'
import { settleConversations } from './conversation/judge-inactive.action.ts'
import { judgeInactiveJob } from './conversation/judge-inactive.job.ts'
import { recordLateStartJob } from './conversation/record-late-start.job.ts'
import { followActivity } from './event/follow-activity.job.ts'
import { advanceRound } from './flow/advance.action.ts'
import { askAlertRecipientJob } from './flow/ask-alert-recipient.job.ts'
import { endTestsJob } from './flow/end-tests.job.ts'
import { followFlowEvents } from './flow/follow-events.job.ts'
import { followFlowGroups } from './flow/follow-groups.job.ts'
import { followFlowProfiles } from './flow/follow-profiles.job.ts'
import { followFlowStock } from './flow/follow-stock.job.ts'
import { forgetRefusalsJob } from './flow/forget-refusals.job.ts'
import { guardFlowSends } from './flow/guard-sends.action.ts'
import { planDates } from './flow/plan-dates.action.ts'
import { runFlowJob } from './flow/run-flow-job.job.ts'
import { sendWebhooks } from './flow/send-webhooks.action.ts'
import { startProductFlowsJob } from './flow/start-product-flows.job.ts'
import { forgetImportContent } from './import/forget-import-content.job.ts'
import { resumeImports } from './import/resume-imports.job.ts'
import { runImportJob } from './import/run-import.job.ts'
import { clearEditions } from './knowledge/clear-editions.job.ts'
import { indexSourceJob } from './knowledge/index-source.job.ts'
import { tendKnowledge } from './knowledge/tend-knowledge.job.ts'
import { forgetOutboxJob } from './message/forget-outbox.job.ts'
import { guardOpenProblems } from './message/guard-open-problems.action.ts'
import type { MailServices } from './message/mail-outbox.action.ts'
import type { SendGuard } from './message/message.ts'
import type { MessageServices } from './message/message-services.ts'
import { type ConfirmationServices, sendConfirmationJob } from './message/send-confirmation.job.ts'
import { sendMailsJob } from './message/send-mails.job.ts'
import { sendMessages } from './message/send-messages.action.ts'
import { sendTextsJob } from './message/send-texts.job.ts'
import { sweepOutboxJob } from './message/sweep-outbox.job.ts'
import type { TextServices } from './message/text-outbox.action.ts'
import { followMetricEvents } from './metric/count-events.job.ts'
import type { Clock } from './platform/clock.ts'
import { type Follower, settleFollowers } from './platform/follower.ts'
import { drainJobs, type Job } from './platform/job.ts'
import type { TrustedHosts } from './platform/outbound.ts'
import type { Sql } from './platform/sql.ts'
import type { SegmentTelemetry, Telemetry } from './platform/telemetry.ts'
import { deleteProfileJob } from './profile/delete-profile.job.ts'
import { forgetProfileJobs } from './profile/forget-profile-jobs.job.ts'
import { importProfilesJob } from './profile/import-profiles.job.ts'
import { mergeProfilesJob } from './profile/merge-profiles.job.ts'
import { sendCustomReports } from './report/send-custom-reports.action.ts'
import { auditSegmentsJob } from './segment/audit-segments.job.ts'
import { buildSegmentJob } from './segment/build-segment.job.ts'
import { joinLists } from './segment/change-list.action.ts'
import { flipSegments } from './segment/flip-segments.action.ts'
import { followSegmentEvents } from './segment/follow-events.job.ts'
import { followSegmentGroups } from './segment/follow-groups.job.ts'
import { followSegmentProfiles } from './segment/follow-profiles.job.ts'

/** Every follower, in the order of the road: what one writes, later ones read. */
export const followers: readonly Follower[] = [
  followActivity,
  followMetricEvents,
  followPurchases,
  followProfileData,
  followNumbers,
  followSegmentEvents,
  followSegmentProfiles,
  followSegmentGroups,
  followFlowEvents,
  followFlowGroups,
  followFlowStock,
  followFlowProfiles,
  followHandoffs,
  followAttributedEvents,
  followAnswers,
  followMerges,
]

/** Who is asked once more right before messages are sent. */
export const guards: readonly SendGuard[] = [guardFlowSends, guardCampaignSends, guardOpenProblems]

/** What jobs reach the outside with. */
export type JobServices = MailServices &
  TextServices &
  ConfirmationServices &
  Pick<DeliveryServices, 'secret'> &
  HandoffServices & { telemetry: SegmentTelemetry }

/** Every job, with its schedule where it has one. */
export function jobsOf(services: JobServices): readonly Job[] {
  return [
    importProfilesJob({ joinLists, secret: services.secret }),
    mergeProfilesJob,
    buildSegmentJob,
    auditSegmentsJob(services),
    deleteProfileJob,
    forgetProfileJobs,
    runConsentJob,
    forgetConsentJobs,
    runCatalogJob,
    tidyCatalog,
    runCouponJob,
    forgetCouponJobs,
    runImportJob,
    resumeImports,
    forgetImportContent,
    indexSourceJob(services),
    tendKnowledge,
    clearEditions,
    forgetToolCalls,
    forgetVisitorsJob,
    judgeInactiveJob,
    recordLateStartJob,
    noteGapJob,
    sendConfirmationJob(services),
    askAlertRecipientJob(services),
    sendMailsJob(services),
    sendTextsJob(services),
    sweepOutboxJob(services),
    forgetOutboxJob,
    deliverJob(services),
    sendHandoffsJob(services),
    sweepHandoffsJob(services),
    forgetMailsJob,
    forgetRefusalsJob,
    recomputeJob,
    estimateCampaignJob,
    runFlowJob,
    startProductFlowsJob,
    endTestsJob,
  ]
}

/** What runs behind the requests. */
export interface Background {
  sql: Sql
  clock: Clock
  log: Logger
  telemetry: Telemetry
  connectionString: string
  jobs: readonly Job[]
  /** Of the installation. */
  secret: Uint8Array
  messages: MessageServices
  trustedHosts: TrustedHosts
  /** Where the console is, for links in mails to teammates. */
  publicUrl: string
}

/**
 * Do everything that is due for an account after its clock moved. Followers and jobs serve all
 * accounts, so others' work is done on the way.
 */
export async function settleAccount(
  background: Background,
  accountId: string,
  now: Date,
): Promise<void> {
  await settleConversations(background.sql, accountId, now)
  await flipSegments(background.sql, background.clock)
  await settleFollowers(background.sql, followers, background)
  await planDates(background)
  await settleFlows(background)
  await settleCampaigns(background, accountId)
  await deliverWaiting(background)
  await sendMessages({ sql: background.sql, services: background.messages })
  await sendCustomReports(background)
  await drainJobs(background.connectionString, background.jobs, background)
  await settleFollowers(background.sql, followers, background)
  // What jobs let begin.
  await settleFlows(background)
}

/** What campaigns hand to sending is sent before they hand over more. */
async function settleCampaigns(background: Background, accountId: string): Promise<void> {
  const { sql, messages: services } = background
  while ((await advanceCampaigns(background, accountId)) > 0) {
    await sendMessages({ sql, services })
    await settleFollowers(sql, followers, background)
  }
}

/**
 * What is due in flows, pause by pause: what is sent, and what follows from it, comes before what is
 * due after the next pause.
 */
async function settleFlows(background: Background): Promise<void> {
  const { sql, messages: services } = background
  while ((await advanceRound(background)) > 0) {
    await sendMessages({ sql, services })
    await sendWebhooks(background)
    await settleFollowers(sql, followers, background)
  }
}
