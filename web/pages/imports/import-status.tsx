import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ImportStatus } from '../../../src/contract/imports.ts'

const COLORS: Record<ImportStatus, string> = {
  draft: 'gray',
  queued: 'apricot',
  running: 'apricot',
  complete: 'petrol',
  cancelled: 'gray',
  failed: 'red',
}

export function ImportStatusBadge(props: { status: ImportStatus }) {
  const { t } = useTranslation()
  return <Badge color={COLORS[props.status]}>{t(`imports.status_${props.status}`)}</Badge>
}
