import { Stack, Text } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useState } from 'react'
import './file-drop.css'

/** A place to drop one file on; with a keyboard it is an ordinary file field. */
export function FileDrop(props: {
  label: string
  hint: string
  accept: string
  onFile: (file: File) => void
}) {
  const [over, setOver] = useState(false)
  return (
    // The drop is a second way to what the file field inside offers to every other input device.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping is a shortcut, the input inside is the way
    <label
      className="file-drop"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const file = event.dataTransfer.files.item(0)
        if (file) props.onFile(file)
      }}
    >
      <input
        type="file"
        accept={props.accept}
        onChange={(event) => {
          const file = event.currentTarget.files?.item(0)
          if (file) props.onFile(file)
        }}
      />
      <Stack align="center" gap={6}>
        <IconFileUpload size={32} stroke={1.4} color="var(--accent)" aria-hidden />
        <Text fw={550}>{props.label}</Text>
        <Text size="sm" c="dimmed">
          {props.hint}
        </Text>
      </Stack>
    </label>
  )
}
