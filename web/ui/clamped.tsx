import { Text, UnstyledButton } from '@mantine/core'
import { useState } from 'react'

const LINES = 2

/** A long text in a row: two lines of it until it is asked for. */
export function Clamped(props: { text: string }) {
  const [open, setOpen] = useState(false)
  return (
    <UnstyledButton onClick={() => setOpen(!open)} aria-expanded={open} w="100%">
      <Text
        size="xs"
        c="dimmed"
        ff="monospace"
        style={{ overflowWrap: 'anywhere' }}
        {...(open ? {} : { lineClamp: LINES })}
      >
        {props.text}
      </Text>
    </UnstyledButton>
  )
}
