import { Box, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** A page's head and body. The title is also the name of the browser tab. */
export function Page(props: {
  title: string
  /** For the browser tab, when it should say more than the heading. */
  tabTitle?: string
  lead?: ReactNode
  above?: ReactNode
  action?: ReactNode
  wide?: boolean
  children: ReactNode
}) {
  return (
    <Box maw={props.wide ? 1480 : 1160} mx="auto" w="100%">
      <title>{`${props.tabTitle ?? props.title} · Parley`}</title>
      <Group justify="space-between" align="flex-start" gap="md" mb="lg" wrap="wrap">
        <Stack gap={4} style={{ flex: '1 1 22rem', minWidth: 0 }}>
          {props.above}
          <Title order={1} style={{ overflowWrap: 'anywhere' }}>
            {props.title}
          </Title>
          {props.lead ? (
            <Text c="dimmed" component="div" maw="68ch">
              {props.lead}
            </Text>
          ) : null}
        </Stack>
        {props.action ? <Group gap="xs">{props.action}</Group> : null}
      </Group>
      {props.children}
    </Box>
  )
}
