import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CAMPAIGN_STATUSES } from '../../../src/contract/campaigns.ts'
import type { CampaignState } from '../../api/campaigns.ts'

/** Where a campaign stands; a pause and a hold are said before the rest. */
export function StatusBadge(props: {
  campaign: Pick<CampaignState, 'status' | 'is_paused' | 'hold'>
}) {
  const { t } = useTranslation()
  const { status, is_paused, hold } = props.campaign
  if (hold) return <Badge color="apricot">{t('campaigns.held')}</Badge>
  if (is_paused) return <Badge color="apricot">{t('campaigns.paused')}</Badge>
  return <Badge color={colorOf(status)}>{t(`campaigns.status_${statusKey(status)}`)}</Badge>
}

function colorOf(status: CampaignState['status']): string {
  if (status === 'Draft' || status.startsWith('Cancelled')) return 'gray'
  return status === 'Sent' ? 'petrol' : 'apricot'
}

type Key =
  | 'draft'
  | 'scheduled'
  | 'preparing'
  | 'sending'
  | 'testing'
  | 'sent'
  | 'cancelled'
  | 'nobody'
  | 'unknown'

/** Several statuses of the API mean the same to a reader. */
export function statusKey(status: (typeof CAMPAIGN_STATUSES)[number]): Key {
  switch (status) {
    case 'Draft':
      return 'draft'
    case 'Scheduled':
      return 'scheduled'
    case 'Adding Recipients':
    case 'Preparing to schedule':
    case 'Preparing to send':
    case 'Queued without Recipients':
      return 'preparing'
    case 'Sending':
    case 'Sending Segments':
      return 'sending'
    case 'Variations Sent':
      return 'testing'
    case 'Sent':
      return 'sent'
    case 'Cancelled: No Recipients':
      return 'nobody'
    case 'Unknown':
      return 'unknown'
    case 'Cancelled':
    case 'Cancelled: Account Disabled':
    case 'Cancelled: Billing Limit':
    case 'Cancelled: Internal Error':
    case 'Cancelled: Misconfigured':
    case 'Cancelled: Smart Sending':
      return 'cancelled'
  }
}
