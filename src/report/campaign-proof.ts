import type { CampaignNumber } from '../contract/campaign-proof.ts'

/** What is counted of a campaign; every sum is one of messages, and of those who wait for theirs. */
export const CAMPAIGN_SUMS = {
  campaignRecipients:
    'Everybody whom the campaign was meant for when its audience was gone through, without those who were excluded or could not be reached. Of those who were merged, deleted or never came to their turn only the number is kept.',
  variationRecipients: 'Messages with this variation that were handed over or tried to be.',
  campaignSent: 'Messages that were handed over, also those that bounced or of which nobody knows.',
  campaignDelivered:
    'Emails that were taken and did not bounce, and texts that were reported as delivered; without a provider, what is in the outbox. The same as in reports.',
  campaignSkipped: 'Messages that were skipped, failed or cancelled.',
  campaignWaiting: 'Who waits for a message, and messages that are being sent.',
  campaignOpened: 'Messages that a person opened at least once; machines do not count.',
  campaignClicked:
    'Messages in which a person clicked a link at least once; machines do not count.',
} as const
export type CampaignSum = keyof typeof CAMPAIGN_SUMS

/** @param ofVariation whether it is of one variation */
export function campaignFormula(
  number: CampaignNumber,
  ofVariation: boolean,
): { numerator: CampaignSum; denominator: CampaignSum | null } {
  switch (number) {
    case 'recipients':
      return {
        numerator: ofVariation ? 'variationRecipients' : 'campaignRecipients',
        denominator: null,
      }
    case 'sent':
      return { numerator: 'campaignSent', denominator: null }
    case 'delivered':
      return { numerator: 'campaignDelivered', denominator: null }
    case 'skipped':
      return { numerator: 'campaignSkipped', denominator: null }
    case 'waiting':
      return { numerator: 'campaignWaiting', denominator: null }
    case 'open_rate':
      return { numerator: 'campaignOpened', denominator: 'campaignDelivered' }
    case 'click_rate':
      return { numerator: 'campaignClicked', denominator: 'campaignDelivered' }
  }
}
