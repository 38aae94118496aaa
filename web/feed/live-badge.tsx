import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { LiveState } from '../api/event-stream.ts'
import './live-badge.css'

export function LiveBadge(props: { state: LiveState }) {
  const { t } = useTranslation()
  return (
    <Tooltip label={t(`feed.${props.state}Hint`)}>
      <output className="live-badge" data-state={props.state}>
        <span className="live-badge-dot" aria-hidden />
        {t(`feed.${props.state}`)}
      </output>
    </Tooltip>
  )
}
