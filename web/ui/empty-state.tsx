import { Box, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Emblem } from './emblem.tsx'

/** What this is, why it is empty, and the next step. */
export function EmptyState(props: { title: string; body: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py={56} px="lg" ta="center">
      <Box c="var(--accent)" mb="xs" opacity={0.85}>
        <Emblem size={44} />
      </Box>
      <Title order={2}>{props.title}</Title>
      <Text c="dimmed" maw="52ch">
        {props.body}
      </Text>
      {props.action ? <Box mt="sm">{props.action}</Box> : null}
    </Stack>
  )
}
