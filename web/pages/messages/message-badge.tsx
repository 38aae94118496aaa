import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MessageState } from '../../api/sending.ts'

const COLORS = {
  queued: 'blue',
  sending: 'blue',
  sent: 'petrol',
  delivered: 'petrol',
  kept: 'gray',
  skipped: 'gray',
  cancelled: 'gray',
  bounced: 'red',
  failed: 'red',
  uncertain: 'apricot',
} as const satisfies Record<MessageState['state'], string>

/** What became of a message of a flow or campaign. */
export function MessageBadge({ message }: { message: MessageState }) {
  const { t } = useTranslation()
  return (
    <Badge variant="light" color={COLORS[message.state]} style={{ flex: 'none' }}>
      {t(`sending.state_${message.state}`)}
    </Badge>
  )
}
