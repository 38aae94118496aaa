import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import './stat.css'

export function Stats(props: { children: ReactNode }) {
  return <dl className="stats">{props.children}</dl>
}

/** One number with its name; the note says what it is compared with. */
export function Stat(props: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="stat">
      <Text component="dt" size="sm" c="dimmed">
        {props.label}
      </Text>
      <dd className="stat-value number">{props.value}</dd>
      {props.note ? (
        <Text component="dd" size="sm" c="dimmed" m={0}>
          {props.note}
        </Text>
      ) : null}
    </div>
  )
}
