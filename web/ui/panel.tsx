import { Box, Group, Paper, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** A titled card. Its heading is part of the page's outline. */
export function Panel(props: {
  title?: ReactNode
  hint?: ReactNode
  action?: ReactNode
  /** For content with its own edges, such as tables. */
  flush?: boolean
  children: ReactNode
}) {
  return (
    <Paper withBorder shadow="xs" component="section" style={{ overflow: 'clip' }}>
      {props.title ? (
        <Group justify="space-between" px="lg" pt="md" pb={props.flush ? 'sm' : 0} gap="sm">
          <Box style={{ minWidth: 0 }}>
            <Title order={2}>{props.title}</Title>
            {props.hint ? (
              <Text size="sm" c="dimmed" mt={2}>
                {props.hint}
              </Text>
            ) : null}
          </Box>
          {props.action ? <Group gap="xs">{props.action}</Group> : null}
        </Group>
      ) : null}
      <Box p={props.flush ? 0 : 'lg'} pt={props.flush ? 0 : props.title ? 'md' : 'lg'}>
        {props.children}
      </Box>
    </Paper>
  )
}
