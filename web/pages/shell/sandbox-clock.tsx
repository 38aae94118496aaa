import { Badge, Button, Group, Popover, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { IconClockPlay } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRefusal } from '../../account.ts'
import type { AccountSummary } from '../../api/session.ts'
import { moveClock, testClock } from '../../api/test-clock.ts'
import { Act } from '../../ui/act.tsx'
import { useFormats } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'
import { instantOf } from '../../ui/zone.ts'

const HOUR_MS = 3_600_000

const steps = [
  { key: 'hour', ms: HOUR_MS },
  { key: 'day', ms: 24 * HOUR_MS },
  { key: 'week', ms: 7 * 24 * HOUR_MS },
  { key: 'month', ms: 30 * 24 * HOUR_MS },
] as const

/** A sandbox lives on a clock of its own: it is always in sight, and it can be moved from here. */
export function SandboxBar(props: { account: AccountSummary }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { account } = props
  const { data: now } = useQuery(testClock(account.id))
  return (
    <Group className="sandbox-bar" gap="sm" justify="space-between" wrap="nowrap">
      <Group gap="sm" wrap="nowrap">
        <Tooltip label={t('shell.sandboxHint')}>
          <Badge variant="filled" color="apricot.4" autoContrast tabIndex={0}>
            {t('shell.sandbox')}
          </Badge>
        </Tooltip>
        <Text size="sm" className="number">
          {now ? formats.dayAndTime(now, account.timezone) : '…'}
          <Text span c="dimmed" size="sm" ml={6} visibleFrom="xs">
            {account.timezone}
          </Text>
        </Text>
      </Group>
      {now ? (
        <Popover width={380} position="bottom-end" trapFocus>
          <Popover.Target>
            <Button size="compact-sm" variant="subtle" aria-label={t('shell.moveClock')}>
              <IconClockPlay size={16} aria-hidden />
              <Text span inherit ml={6} visibleFrom="xs">
                {t('shell.moveClock')}
              </Text>
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <ClockMover account={account} now={now} />
          </Popover.Dropdown>
        </Popover>
      ) : null}
    </Group>
  )
}

export function ClockMover(props: { account: AccountSummary; now: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { account, now } = props
  const refusal = useRefusal('accounts:write')
  const [wanted, setWanted] = useState('')
  const move = useMutation({
    mutationFn: (to: Date) => moveClock(account.id, to),
    onSuccess: (at) =>
      done(t('shell.clockMoved', { at: formats.dayAndTime(at, account.timezone) })),
  })
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('shell.clockHint')}
      </Text>
      <Group gap="xs">
        {steps.map((step) => (
          <Act
            key={step.key}
            size="compact-sm"
            variant="default"
            flex="1 0 auto"
            refusal={refusal}
            loading={move.isPending}
            onClick={() => move.mutate(new Date(Date.parse(now) + step.ms))}
          >
            {t(`shell.step_${step.key}`)}
          </Act>
        ))}
      </Group>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (wanted) move.mutate(instantOf(wanted, account.timezone))
        }}
      >
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            type="datetime-local"
            label={t('shell.clockTo', { zone: account.timezone })}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
            style={{ flex: 1 }}
          />
          <Act type="submit" refusal={refusal} loading={move.isPending} flex="none">
            {t('shell.move')}
          </Act>
        </Group>
      </form>
      <ProblemNotice problem={move.error} />
    </Stack>
  )
}
