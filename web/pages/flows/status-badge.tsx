import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'

const COLORS: Readonly<Record<string, string>> = {
  live: 'petrol',
  manual: 'apricot',
  paused: 'apricot',
  disabled: 'gray',
  draft: 'gray',
}

export function StatusBadge(props: { status: string }) {
  const { t } = useTranslation()
  const { status } = props
  return (
    <Badge color={COLORS[status] ?? 'gray'} style={{ flexShrink: 0 }}>
      {status in COLORS ? t(`flows.status_${status as 'live'}`) : status}
    </Badge>
  )
}
