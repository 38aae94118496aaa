import { Badge, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { handoffSettings } from '../../api/agent.ts'
import {
  type HandoffDeliveryState,
  handoffDeliveries,
  newHandoffSecret,
  replayHandoff,
  testHandoff,
} from '../../api/handoffs.ts'
import { paths } from '../../paths.ts'
import { DataTable, TableSkeleton } from '../../table/data-table.tsx'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Moment } from '../../ui/moment.tsx'
import { OnceDialog } from '../../ui/once-dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

const COLORS = {
  queued: 'blue',
  sending: 'blue',
  sent: 'petrol',
  failed: 'red',
} as const satisfies Record<HandoffDeliveryState['state'], string>

/** What other desks were told: the secret that signs it, a test, and what became of the newest. */
export function HandoffDeliveries() {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const { data: settings } = useSuspenseQuery(handoffSettings(account.id))
  const { data: rows, error } = useQuery(handoffDeliveries(account.id))
  const test = useMutation({
    mutationFn: (channel: 'handoff-webhook' | 'handoff-email') => testHandoff(account.id, channel),
    onSuccess: () => done(t('agent.testQueued')),
  })
  const destinations = [
    ['handoff-webhook', t('agent.testWebhook'), settings.webhook_url],
    ['handoff-email', t('agent.testDesk'), settings.desk_email],
  ] as const
  return (
    <Panel title={t('agent.deliveries')} hint={t('agent.deliveriesHint')}>
      <Stack gap="md">
        <Group gap="sm">
          <Secret hint={settings.webhook_secret_hint} />
          {destinations.map(([channel, label, to]) => (
            <Act
              key={channel}
              variant="default"
              refusal={refusal ?? (to === null ? t('agent.noDestination') : undefined)}
              loading={test.isPending && test.variables === channel}
              onClick={() => test.mutate(channel)}
            >
              {label}
            </Act>
          ))}
        </Group>
        <ProblemNotice problem={test.error ?? error} />
        {rows === undefined ? <TableSkeleton rows={2} label={t('common.loading')} /> : null}
        {rows?.length === 0 ? <Text c="dimmed">{t('agent.noDeliveries')}</Text> : null}
        {rows && rows.length > 0 ? <Deliveries rows={rows} refusal={refusal} /> : null}
      </Stack>
    </Panel>
  )
}

function Deliveries(props: { rows: HandoffDeliveryState[]; refusal: string | undefined }) {
  const { t } = useTranslation()
  const account = useAccount()
  const replay = useMutation({ mutationFn: (id: string) => replayHandoff(account.id, id) })
  return (
    <>
      <ProblemNotice problem={replay.error} />
      <DataTable
        caption={t('agent.deliveries')}
        rows={props.rows}
        columns={[
          {
            key: 'what',
            header: t('agent.handoff'),
            cell: (row) => (
              <>
                <Text size="sm">{t(`agent.destination_${row.destination}`)}</Text>
                {row.conversation_id ? (
                  <Link to={paths.conversation(account.id, row.conversation_id)}>
                    {t('agent.itsConversation')}
                  </Link>
                ) : (
                  <Text size="xs" c="dimmed">
                    {t('agent.isTest')}
                  </Text>
                )}
              </>
            ),
          },
          {
            key: 'state',
            header: t('agent.deliveryState'),
            cell: (row) => (
              <Stack gap={2} align="flex-start">
                <Badge color={COLORS[row.state]}>{t(`agent.delivery_${row.state}`)}</Badge>
                <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {[
                    t('agent.attempts', { count: row.attempts }),
                    row.last_status === null ? null : `HTTP ${row.last_status}`,
                    row.failure_detail,
                  ]
                    .filter((part) => part !== null)
                    .join(' · ')}
                </Text>
              </Stack>
            ),
          },
          {
            key: 'when',
            header: t('agent.deliveryWhen'),
            secondary: true,
            cell: (row) => (
              <Moment at={row.finished_at ?? row.created_at} zone={account.timezone} />
            ),
          },
          {
            key: 'replay',
            header: '',
            align: 'end',
            cell: (row) => (
              <Act
                variant="subtle"
                size="compact-sm"
                refusal={
                  props.refusal ??
                  (row.state === 'queued' || row.state === 'sending'
                    ? t('agent.isUnderWay')
                    : undefined)
                }
                loading={replay.isPending && replay.variables === row.id}
                onClick={() => replay.mutate(row.id)}
              >
                {t('agent.sendAgain')}
              </Act>
            ),
          },
        ]}
      />
    </>
  )
}

function Secret({ hint }: { hint: string | null }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const [asks, setAsks] = useState(false)
  const make = useMutation({
    mutationFn: () => newHandoffSecret(account.id),
    onSuccess: () => setAsks(false),
  })
  return (
    <>
      <Act
        variant="default"
        refusal={refusal}
        loading={make.isPending}
        onClick={() => (hint === null ? make.mutate() : setAsks(true))}
      >
        {hint === null ? t('agent.makeSecret') : t('agent.changeSecret', { hint })}
      </Act>
      {asks ? null : <ProblemNotice problem={make.error} />}
      <ConfirmDialog
        opened={asks}
        title={t('agent.changeSecretTitle')}
        body={t('agent.changeSecretBody')}
        action={t('agent.makeSecret')}
        busy={make.isPending}
        problem={make.error}
        onClose={() => setAsks(false)}
        onConfirm={() => make.mutate()}
      />
      <OnceDialog
        title={t('agent.signingSecret')}
        hint={t('agent.signingSecretHint')}
        label={t('agent.signingSecret')}
        secret={make.data ?? null}
        onClose={() => make.reset()}
      />
    </>
  )
}
