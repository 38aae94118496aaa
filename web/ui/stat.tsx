import { Text, UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import './stat.css'

export function Stats(props: { children: ReactNode }) {
  return <dl className="stats">{props.children}</dl>
}

/** One number with its name; the note says what it is compared with. `onOpen`: it opens its proof. */
export function Stat(props: {
  label: string
  value: ReactNode
  note?: ReactNode
  onOpen?: { label: string; open: () => void }
}) {
  const { onOpen } = props
  return (
    <div className="stat">
      <Text component="dt" size="sm" c="dimmed">
        {props.label}
      </Text>
      <dd className="stat-value number">
        {onOpen ? (
          <UnstyledButton className="stat-open" aria-label={onOpen.label} onClick={onOpen.open}>
            {props.value}
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
