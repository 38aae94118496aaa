import { Anchor, Badge, Button, Group, List, Stack, Switch, Text, ThemeIcon } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconMinus, IconX } from '@tabler/icons-react'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs } from 'react-router'
import { AGENT_METRIC_NAMES } from '../../../src/contract/metric-names.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  agentSettings,
  type CheckState,
  changeAgentSettings,
  setupChecks,
} from '../../api/agent.ts'
import { metricList } from '../../api/metrics.ts'
import { queryClient } from '../../api/query-client.ts'
import { agentPage, paths } from '../../paths.ts'
import { useFormats } from '../../ui/format.ts'
import { metricName } from '../../ui/names.ts'
import { Panel } from '../../ui/panel.tsx'
import { failed } from '../../ui/toast.ts'
import { checkWords } from './check-words.ts'
import { TestConversation } from './test-conversation.tsx'

export async function loader({ params }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  await Promise.all([
    queryClient.ensureQueryData(agentSettings(account)),
    queryClient.ensureQueryData(setupChecks(account)),
    queryClient.ensureQueryData(metricList(account, {})),
  ])
  return null
}

/** Whether the agent can help now, what is missing, and the four metrics that it records. */
export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const { data: settings } = useSuspenseQuery(agentSettings(account.id))
  const { data: checks, refetch, isFetching } = useSuspenseQuery(setupChecks(account.id))
  const turn = useMutation({
    mutationFn: (isOn: boolean) => changeAgentSettings(account.id, { is_on: isOn }),
    onError: failed,
  })
  return (
    <Stack gap="lg">
      <Panel>
        <Group justify="space-between">
          <Switch
            id="agent-switch"
            size="md"
            label={t(settings.is_on ? 'agent.isOn' : 'agent.isOff')}
            description={refusal ?? t('agent.onHint')}
            checked={settings.is_on}
            disabled={Boolean(refusal) || turn.isPending}
            onChange={(event) => turn.mutate(event.currentTarget.checked)}
          />
          <Group gap="xs">
            {account.is_sandbox ? (
              <Button component="a" href="/demo" target="_blank" rel="noreferrer" variant="default">
                {t('agent.openDemo')}
              </Button>
            ) : null}
            <Button component={Link} to={agentPage(account.id, 'playground')}>
              {t('agent.tryIt')}
            </Button>
          </Group>
        </Group>
      </Panel>
      <Panel
        title={t('agent.checks')}
        hint={t('agent.checksHint')}
        action={
          <Button size="xs" variant="default" loading={isFetching} onClick={() => void refetch()}>
            {t('agent.checkAgain')}
          </Button>
        }
      >
        <List listStyleType="none" spacing="sm">
          {checks.map((check) => (
            <Check key={check.id} check={check} />
          ))}
        </List>
      </Panel>
      <TestConversation />
      <FourMetrics />
    </Stack>
  )
}

const LOOK = {
  ok: { color: 'petrol', icon: IconCheck },
  warning: { color: 'apricot', icon: IconAlertTriangle },
  missing: { color: 'red', icon: IconX },
  unknown: { color: 'gray', icon: IconMinus },
} as const

/** Where each check is mended; null: only on the server. */
function mendedAt(check: string, account: string): string | null {
  switch (check) {
    case 'agent-on':
      return '#agent-switch'
    case 'channel-live':
      return agentPage(account, 'channels')
    case 'knowledge-indexed':
      return agentPage(account, 'knowledge')
    case 'catalog-present':
      return '/docs/api'
    case 'orders-present':
      return paths.newImport(account)
    case 'secrets':
      return agentPage(account, 'tools')
    case 'mail':
      return paths.outbox(account)
    case 'time-zone':
      return paths.accountSettings(account)
    case 'profiles':
    case 'handoffs':
      return agentPage(account, 'channels')
    case 'last-message':
    case 'last-event':
      return '#test-conversation'
    default:
      return null
  }
}

function Check(props: { check: CheckState }) {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { check } = props
  const { color, icon: Icon } = LOOK[check.state]
  const words = checkWords(check, t, i18n.language)
  const place = check.state === 'ok' ? null : mendedAt(check.id, account.id)
  return (
    <List.Item
      icon={
        <ThemeIcon size={22} radius="xl" variant="light" color={color}>
          <Icon size={14} aria-hidden />
        </ThemeIcon>
      }
    >
      <Group gap="xs">
        <Text size="sm" fw={550}>
          {t(`agent.check_${check.id}`, { defaultValue: check.id })}
        </Text>
        <Badge size="xs" color={color}>
          {t(`agent.state_${check.state}`)}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed" lang={words ? undefined : 'en'}>
        {words?.finding ?? check.finding} {words ? words.fix : check.fix}
      </Text>
      {place ? <MendButton to={place} /> : null}
    </List.Item>
  )
}

/** Pages of the console open here; what is on this page, or no page of the console, by the browser. */
function MendButton({ to }: { to: string }) {
  const { t } = useTranslation()
  const look = { size: 'compact-xs', variant: 'light', mt: 4 } as const
  return to.startsWith('/a/') ? (
    <Button component={Link} to={to} {...look}>
      {t('agent.mend')}
    </Button>
  ) : (
    <Button component="a" href={to} {...look}>
      {t('agent.mend')}
    </Button>
  )
}

function FourMetrics() {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { data: metrics } = useSuspenseQuery(metricList(account.id, {}))
  // Events of these names may have come from elsewhere too, with the history of a shop.
  const names: string[] = Object.values(AGENT_METRIC_NAMES).map(({ en }) => en)
  return (
    <Panel title={t('agent.metrics')} hint={t('agent.metricsHint')}>
      <Stack gap="xs">
        {metrics
          .filter(({ name, integration }) => {
            return names.includes(name) && integration.key === 'customer-agent'
          })
          .map((metric) => (
            <Group key={metric.id} justify="space-between">
              <Anchor component={Link} to={paths.metric(account.id, metric.id)} size="sm">
                {metricName(metric, i18n.language)}
              </Anchor>
              <Text size="sm" className="number">
                {formats.number(metric.count_total)}
              </Text>
            </Group>
          ))}
      </Stack>
    </Panel>
  )
}
