import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import './key-values.css'

export interface KeyValue {
  key: string
  label: ReactNode
  value: ReactNode
}

export function KeyValues(props: { items: KeyValue[]; narrow?: boolean }) {
  return (
    <dl className={props.narrow ? 'key-values key-values-narrow' : 'key-values'}>
      {props.items.map((item) => (
        <div key={item.key} className="key-values-row">
          <Text component="dt" size="sm" c="dimmed">
            {item.label}
          </Text>
          <Text component="dd" size="sm">
            {item.value ?? '–'}
          </Text>
        </div>
      ))}
    </dl>
  )
}
