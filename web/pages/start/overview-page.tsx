import { Button, Group, List, SimpleGrid, Stack, Text, ThemeIcon } from '@mantine/core'
import { IconAlertTriangle, IconMessages } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, type ShouldRevalidateFunctionArgs } from 'react-router'
import { type FigureName, HOME_FIGURES, type HomeFigure } from '../../../src/contract/figures.ts'
import { useAccount } from '../../account.ts'
import { queryClient } from '../../api/query-client.ts'
import { type HomeState, homeState } from '../../api/reports.ts'
import { agentPage, paths } from '../../paths.ts'
import { Chart } from '../../ui/chart.tsx'
import { useClockNow } from '../../ui/clock.ts'
import { useFormats } from '../../ui/format.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Stat, Stats } from '../../ui/stat.tsx'
import { startOfDay } from '../../ui/zone.ts'
import { useOpenProof } from '../reports/use-open-proof.ts'

/** Bounces of a week that are worth a look. */
const BOUNCES_BAD = 0.02

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.fetchQuery(homeState(params.accountId ?? ''))
  return null
}

/** A proof that opens over the page asks for nothing of it again. */
export function shouldRevalidate(of: ShouldRevalidateFunctionArgs): boolean {
  return of.currentUrl.search === of.nextUrl.search && of.defaultShouldRevalidate
}

/** What happened since yesterday, what needs a person, and how the month went. */
export function Component() {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { data } = useSuspenseQuery(homeState(account.id))
  return (
    <Page
      title={t('home.title')}
      wide
      lead={t('home.lead', {
        since: formats.dayAndTime(data.since_at, account.timezone),
        zone: account.timezone,
      })}
    >
      <Stack gap="lg">
        <NeedsPerson home={data} />
        <SinceYesterday home={data} />
        <Charts home={data} />
      </Stack>
    </Page>
  )
}

function NeedsPerson({ home }: { home: HomeState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const now = useClockNow()
  const { needs } = home
  const bounces = needs.messages_sent === 0 ? 0 : needs.messages_bounced / needs.messages_sent
  const items: { key: string; text: ReactNode; to: string; urgent?: boolean }[] = [
    ...(needs.escalations > 0
      ? [
          {
            key: 'escalations',
            text: `${t('home.escalations', { count: needs.escalations })}${
              needs.oldest_escalation_at
                ? `, ${t('home.waitsSince', { ago: formats.relative(needs.oldest_escalation_at, now()) })}`
                : ''
            }`,
            to: paths.conversations(account.id),
            urgent: true,
          },
        ]
      : []),
    ...(needs.flow_errors > 0
      ? [
          {
            key: 'flows',
            text: t('home.flowErrors', { count: needs.flow_errors }),
            to: paths.flows(account.id),
          },
        ]
      : []),
    ...(needs.knowledge_gaps > 0
      ? [
          {
            key: 'gaps',
            text: t('home.gaps', { count: needs.knowledge_gaps }),
            to: agentPage(account.id, 'knowledge'),
          },
        ]
      : []),
    ...(needs.messages_failed > 0
      ? [
          {
            key: 'failed',
            text: t('home.failed', { count: needs.messages_failed }),
            to: paths.outbox(account.id),
          },
        ]
      : []),
    ...(needs.messages_uncertain > 0
      ? [
          {
            key: 'uncertain',
            text: t('home.uncertain', { count: needs.messages_uncertain }),
            to: paths.outbox(account.id),
          },
        ]
      : []),
    ...(bounces > BOUNCES_BAD
      ? [
          {
            key: 'bounces',
            text: t('home.bounces', { share: formats.percent(bounces) }),
            to: paths.deliverability(account.id),
          },
        ]
      : []),
    ...(needs.spam_complaints > 0
      ? [
          {
            key: 'spam',
            text: t('home.spam', { count: needs.spam_complaints }),
            to: paths.deliverability(account.id),
          },
        ]
      : []),
  ]
  if (items.length === 0) {
    return (
      <Panel title={t('home.needs')}>
        <Text c="dimmed">
          {t('home.nothing')}. {t('home.nothingBody')}
        </Text>
      </Panel>
    )
  }
  return (
    <Panel title={t('home.needs')}>
      <List listStyleType="none" spacing="sm">
        {items.map((item) => (
          <List.Item
            key={item.key}
            icon={
              <ThemeIcon variant="light" color={item.urgent ? 'apricot' : 'yellow'} radius="xl">
                {item.urgent ? (
                  <IconMessages size={16} aria-hidden />
                ) : (
                  <IconAlertTriangle size={16} aria-hidden />
                )}
              </ThemeIcon>
            }
          >
            <Group gap="sm">
              <span>{item.text}</span>
              <Button
                component={Link}
                to={item.to}
                size="compact-sm"
                variant="default"
                aria-describedby={`need-${item.key}`}
              >
                {t('home.look')}
              </Button>
              <span id={`need-${item.key}`} hidden>
                {item.text}
              </span>
            </Group>
          </List.Item>
        ))}
      </List>
    </Panel>
  )
}

function SinceYesterday({ home }: { home: HomeState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const openProof = useOpenProof()
  const { happened, currency, days } = home
  return (
    <Panel title={t('home.happened')}>
      <Stats>
        {HOME_FIGURES.map((figure) => {
          const value = MONEY.has(figure)
            ? formats.money(happened[figure], currency)
            : formats.number(happened[figure])
          return (
            <Stat
              key={figure}
              label={t(`home.figure_${figure}`)}
              value={value}
              onOpen={() =>
                openProof({
                  kind: 'figure',
                  figure,
                  start: days.at(-2) ?? '',
                  end: days.at(-1) ?? '',
                })
              }
            />
          )
        })}
      </Stats>
    </Panel>
  )
}

const MONEY: ReadonlySet<HomeFigure> = new Set([
  'revenue',
  'revenue_by_agent',
  'revenue_by_messages',
])

function Charts({ home }: { home: HomeState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { conversations, resolved, revenue } = home
  const labels = home.days.map((day) =>
    formats.day(startOfDay(day, account.timezone), account.timezone),
  )
  const openProof = useOpenProof()
  const open = (figure: FigureName) => (nth: number) => {
    const day = home.days[nth]
    if (day) openProof({ kind: 'figure', figure, start: day, end: day })
  }
  const group = (figure: FigureName, name: string, values: number[]) => ({
    name,
    values,
    role: 'group' as const,
    onOpen: open(figure),
  })
  const others = revenue.map((value, at) =>
    Math.max(0, value - (home.revenue_by_agent[at] ?? 0) - (home.revenue_by_messages[at] ?? 0)),
  )
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Panel title={t('home.overTime')} hint={t('home.resolutionHint')}>
          <Chart
            height={240}
            labels={labels}
            series={[
              group('begun_resolved', t('home.figure_resolved'), resolved),
              group(
                'begun_unresolved',
                t('home.unresolved'),
                conversations.map((count, at) => count - (resolved[at] ?? 0)),
              ),
            ]}
            format={formats.number}
            description={t('home.overTime')}
          />
        </Panel>
        <Panel title={t('home.resolutionOverTime')} hint={t('home.resolutionHint')}>
          <Chart
            height={240}
            labels={labels}
            series={[
              {
                name: t('home.resolutionOverTime'),
                values: conversations.map((count, at) =>
                  count === 0 ? 0 : (resolved[at] ?? 0) / count,
                ),
                role: 'main',
                onOpen: open('begun_resolution_rate'),
              },
            ]}
            format={formats.percent}
            description={t('home.resolutionOverTime')}
          />
        </Panel>
      </SimpleGrid>
      <Panel title={t('home.revenueOverTime')} hint={t('common.daysIn', { zone: home.timezone })}>
        <Chart
          height={240}
          labels={labels}
          series={[
            group('revenue_by_agent', t('home.agent'), home.revenue_by_agent),
            group('revenue_by_messages', t('home.message'), home.revenue_by_messages),
            group('revenue_by_others', t('home.other'), others),
          ]}
          format={(value) => formats.money(value, home.currency)}
          axisFormat={formats.compact}
          description={t('home.revenueOverTime')}
        />
      </Panel>
    </>
  )
}
