import { UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import './stat.css'

/** A number in a table that opens its proof. `name`: what it is of, for those who hear it. */
export function Proven(props: { name: string; shown: string; onOpen: () => void }) {
  const { t } = useTranslation()
  const { name, shown, onOpen } = props
  return (
    <UnstyledButton
      className="stat-open"
      aria-label={t('reports.openProof', { name: `${name}, ${shown}` })}
      onClick={onOpen}
    >
      {shown}
    </UnstyledButton>
  )
}
