import { Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import './stat.css'

export function Stats(props: { children: ReactNode }) {
  return <dl className="stats">{props.children}</dl>
}

/** One number with its name; the note says what it is compared with. `onOpen`: opens its proof. */
export function Stat(props: {
  label: string
  value: ReactNode
  note?: ReactNode
  onOpen?: () => void
}) {
  const { t } = useTranslation()
  const id = useId()
  const { onOpen } = props
  return (
    <div className="stat">
      <Text component="dt" id={`${id}-name`} size="sm" c="dimmed">
        {props.label}
      </Text>
      <dd className="stat-value number">
        {onOpen ? (
          <UnstyledButton
            id={`${id}-open`}
            className="stat-open"
            aria-labelledby={`${id}-name ${id}-open`}
            onClick={onOpen}
          >
            {props.value}
            <VisuallyHidden>. {t('reports.opensProof')}</VisuallyHidden>
          </UnstyledButton>
        ) : (
          props.value
        )}
      </dd>
      {props.note ? (
        <Text component="dd" size="sm" c="dimmed" m={0}>
          {props.note}
        </Text>
      ) : null}
    </div>
  )
}
