import { Anchor, Box, Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { readIn } from '../../i18n.ts'
import { Emblem } from '../../ui/emblem.tsx'
import { failed } from '../../ui/toast.ts'
import './door.css'

const languages = [
  { code: 'en', label: 'English' },
  { code: 'de', label: 'Deutsch' },
] as const

/** The frame of the pages before the console: sign in, first owner, invitation. */
export function Door(props: { title: string; lead?: string; children: ReactNode }) {
  const { i18n } = useTranslation()
  return (
    <main className="door">
      <title>{`${props.title} · Parley`}</title>
      <Stack gap="xl" w="100%" maw={440}>
        <Group gap="xs" c="var(--accent)">
          <Emblem size={30} />
          <Text fw={680} fz={20} c="var(--mantine-color-text)" style={{ letterSpacing: '-0.02em' }}>
            Parley
          </Text>
        </Group>
        <Paper withBorder shadow="md" p={{ base: 'lg', xs: 32 }}>
          <Title order={1} mb={4}>
            {props.title}
          </Title>
          {props.lead ? (
            <Text c="dimmed" mb="lg">
              {props.lead}
            </Text>
          ) : (
            <Box mb="lg" />
          )}
          {props.children}
        </Paper>
        <Group gap="md" justify="center">
          {languages.map(({ code, label }) => (
            <Anchor
              key={code}
              component="button"
              type="button"
              size="sm"
              lang={code}
              c={i18n.language === code ? 'var(--accent)' : 'dimmed'}
              aria-current={i18n.language === code ? 'true' : undefined}
              onClick={() => {
                readIn(code).catch(failed)
              }}
            >
              {label}
            </Anchor>
          ))}
        </Group>
      </Stack>
    </main>
  )
}
