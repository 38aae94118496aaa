import { Badge, Grid, Group, Menu, Stack, Text } from '@mantine/core'
import { IconArrowLeft, IconDownload } from '@tabler/icons-react'
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useParams, useSearchParams } from 'react-router'
import { MAPPED_METRIC_ROLES } from '../../../src/contract/metrics.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { download } from '../../api/download.ts'
import { useLiveEvents } from '../../api/event-stream.ts'
import { type MetricSummary, metric, metricExport, metricUsages } from '../../api/metrics.ts'
import { queryClient } from '../../api/query-client.ts'
import { EventFeed, FeedEmpty } from '../../feed/event-feed.tsx'
import { LiveBadge } from '../../feed/live-badge.tsx'
import { ProfileSubject } from '../../feed/profile-subject.tsx'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { useClockNow } from '../../ui/clock.ts'
import { useFormats } from '../../ui/format.ts'
import { TimeAgo } from '../../ui/moment.tsx'
import { metricName } from '../../ui/names.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Stat, Stats } from '../../ui/stat.tsx'
import { failed } from '../../ui/toast.ts'
import { instantsOf, readQuestion } from './chart-question.ts'
import { MetricChart } from './metric-chart.tsx'
import { PropertyExplorer } from './property-explorer.tsx'
import { useMetricProofs } from './use-metric-proofs.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(metric(params.accountId ?? '', params.metricId ?? ''))
  return null
}

export function Component() {
  const { t, i18n } = useTranslation()
  const account = useAccount()
  const { metricId = '' } = useParams()
  const { data } = useSuspenseQuery(metric(account.id, metricId))
  const live = useLiveEvents(account.id, { metric: metricId })
  return (
    <Page
      title={metricName(data, i18n.language)}
      above={
        <Link to={paths.metrics(account.id)} className="quiet-link back-link">
          <IconArrowLeft size={14} aria-hidden /> {t('metrics.title')}
        </Link>
      }
      lead={
        <Group gap="xs">
          <Badge color="gray">{data.integration.name}</Badge>
          {data.is_waiting ? <Badge color="apricot">{t('metrics.waiting')}</Badge> : null}
          {metricName(data, i18n.language) === data.name ? null : (
            <Text size="sm" c="dimmed" lang="en">
              {data.name}
            </Text>
          )}
        </Group>
      }
      action={<Export metric={data} />}
    >
      <Stack gap="lg">
        <Numbers metric={data} />
        <MetricChart account={account} metricId={metricId} />
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Panel
              title={t('metric.activity')}
              hint={t('common.timesIn', { zone: account.timezone })}
              action={<LiveBadge state={live.state} />}
            >
              {live.skipped > 0 ? (
                <Text size="sm" c="dimmed" mb="sm">
                  {t('feed.skipped', { count: live.skipped })}
                </Text>
              ) : null}
              <EventFeed
                account={account}
                scope={{ metric: metricId }}
                subject={(event) => <ProfileSubject account={account.id} event={event} />}
                empty={
                  <FeedEmpty>
                    {data.is_waiting ? t('metric.waitingBody') : t('metric.noActivity')}
                  </FeedEmpty>
                }
              />
            </Panel>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack gap="lg">
              <PropertyExplorer account={account} metricId={metricId} />
              <UsedBy account={account.id} metricId={metricId} />
            </Stack>
          </Grid.Col>
        </Grid>
      </Stack>
    </Page>
  )
}

function Numbers(props: { metric: MetricSummary }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { timezone } = useAccount()
  const proofs = useMetricProofs()
  const { metric: shown } = props
  const { count_30_days: count, count_previous_30_days: before } = shown
  return (
    <Stats>
      <Stat
        label={t('metrics.last30Days')}
        value={formats.number(count)}
        note={
          before > 0
            ? t('metric.comparedWith', {
                change: formats.signedPercent((count - before) / before),
                before: formats.number(before),
              })
            : t('metric.noneBefore')
        }
        onOpen={() => proofs.recent(shown)}
      />
      <Stat
        label={t('metrics.allTime')}
        value={formats.number(shown.count_total)}
        onOpen={() => proofs.allTime(shown)}
      />
      <Stat
        label={t('metrics.lastEvent')}
        value={
          shown.last_event_at ? (
            <TimeAgo at={shown.last_event_at} zone={timezone} />
          ) : (
            t('metric.never')
          )
        }
      />
    </Stats>
  )
}

function Export(props: { metric: MetricSummary }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('data:export')
  const [search] = useSearchParams()
  const now = useClockNow()
  const save = useMutation({
    mutationFn: (format: 'csv' | 'jsonl') => {
      const question = readQuestion(search, account.timezone, now())
      const path = metricExport(props.metric.id, {
        format,
        ...instantsOf(question, account.timezone),
      })
      const name = `${props.metric.name} ${question.first} ${question.last}.${format}`
      return download(account.id, path, name)
    },
    onError: failed,
  })
  const button = (
    <Act
      variant="default"
      leftSection={<IconDownload size={16} />}
      refusal={refusal}
      loading={save.isPending}
    >
      {t('metric.export')}
    </Act>
  )
  if (refusal) return button
  return (
    <Menu position="bottom-end">
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('metric.exportHint')}</Menu.Label>
        <Menu.Item onClick={() => save.mutate('csv')}>{t('metric.exportCsv')}</Menu.Item>
        <Menu.Item onClick={() => save.mutate('jsonl')}>{t('metric.exportJson')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function UsedBy(props: { account: string; metricId: string }) {
  const { t } = useTranslation()
  const { data: usages = [] } = useQuery(metricUsages(props.account, props.metricId))
  return (
    <Panel title={t('metric.usedBy')}>
      {usages.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('metric.usedByNothing')}
        </Text>
      ) : (
        <Stack gap="xs">
          {usages.map((usage) => (
            <Group key={usage.id} gap="xs" wrap="nowrap">
              <Badge color="gray">{t(`metric.kind_${usage.kind}`)}</Badge>
              <Text size="sm" truncate>
                {usageName(t, usage)}
              </Text>
            </Group>
          ))}
        </Stack>
      )}
    </Panel>
  )
}

/** The roles of mapped metrics are ours to name; everything else has the name that people gave it. */
function usageName(t: TFunction, usage: { kind: string; name: string }): string {
  const role = MAPPED_METRIC_ROLES.find((each) => each === usage.name)
  return usage.kind === 'mapped-metric' && role ? t(`metric.role_${role}`) : usage.name
}
