import { Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import '../../ui/stat.css'

/** Numbers side by side. */
export function ProofButtons(props: { children: ReactNode }) {
  return <div className="stats">{props.children}</div>
}

/** A number with its name, as a button that opens its proof. */
export function ProofButton(props: {
  label: string
  value: ReactNode
  /** What it is compared with. */
  note?: ReactNode
  onOpen: () => void
}) {
  const { t } = useTranslation()
  return (
    <UnstyledButton className="stat" onClick={props.onOpen}>
      <Text size="sm" c="dimmed">
        {props.label}
      </Text>
      <Text fz={24} fw={650} className="number">
        {props.value}
      </Text>
      {props.note ? (
        <Text size="xs" c="dimmed">
          {props.note}
        </Text>
      ) : null}
      <VisuallyHidden>{t('reports.opensProof')}</VisuallyHidden>
    </UnstyledButton>
  )
}
