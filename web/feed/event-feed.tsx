import { Skeleton, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { eventFeed, type FeedEvent, type FeedScope } from '../api/events.ts'
import { type Formats, useFormats } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { dayIn } from '../ui/zone.ts'
import { propertyLabel } from '../words/properties.ts'
import { EventDetails } from './event-details.tsx'
import './event-feed.css'
import { MoreRows } from '../table/more-rows.tsx'
import { keyProperties } from './key-properties.ts'

export interface EventFeedProps {
  account: { id: string; timezone: string }
  scope: FeedScope
  /** Who or what the line is about; the rest of the line is the same everywhere. */
  subject: (event: FeedEvent) => ReactNode
  empty: ReactNode
}

/** Events newest first, under the day on which they happened. */
export function EventFeed(props: EventFeedProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { account, scope } = props
  const feed = useInfiniteQuery(eventFeed(account.id, scope))
  if (feed.isPending) return <FeedSkeleton />
  if (!feed.data) {
    return <ProblemNotice problem={feed.error} onRetry={() => void feed.refetch()} />
  }
  const events = feed.data.pages.flatMap((page) => page.events)
  if (events.length === 0) return props.empty
  return (
    <div className="event-feed">
      {byDay(events, account.timezone).map(([day, happened]) => (
        <section key={day} aria-label={dayName(happened, formats, account.timezone)}>
          <h3 className="event-feed-day">{dayName(happened, formats, account.timezone)}</h3>
          <ul>
            {happened.map((event) => (
              <FeedLine key={event.id} event={event} {...props} />
            ))}
          </ul>
        </section>
      ))}
      <MoreRows of={feed} label={t('feed.older')} isSmall />
    </div>
  )
}

function FeedLine(props: EventFeedProps & { event: FeedEvent }) {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const [open, setOpen] = useState(false)
  const { event, account } = props
  return (
    <li className="event-feed-line" data-open={open || undefined}>
      <div className="event-feed-head">
        <time dateTime={event.at} title={formats.exact(event.at, account.timezone)}>
          {formats.time(event.at, account.timezone)}
        </time>
        <div className="event-feed-body">
          <div className="event-feed-subject">{props.subject(event)}</div>
          <div className="event-feed-properties">
            {keyProperties(event.properties).map(({ property, text }) => (
              <span key={property}>
                <span className="event-feed-property">
                  {propertyLabel(property, i18n.language)}
                </span>{' '}
                {text}
              </span>
            ))}
          </div>
        </div>
        <UnstyledButton
          className="event-feed-toggle"
          aria-expanded={open}
          aria-label={t('feed.details')}
          onClick={() => setOpen(!open)}
        >
          <IconChevronDown size={16} stroke={1.8} aria-hidden />
        </UnstyledButton>
      </div>
      {open ? <EventDetails account={account} event={event} /> : null}
    </li>
  )
}

function FeedSkeleton() {
  const { t } = useTranslation()
  return (
    <Stack gap="md" component="output" aria-label={t('common.loading')}>
      {[62, 48, 70, 55, 64].map((width) => (
        <div key={width}>
          <Skeleton height={13} width={`${width}%`} mb={8} />
          <Skeleton height={11} width={`${width + 18}%`} />
        </div>
      ))}
    </Stack>
  )
}

export function FeedEmpty(props: { children: ReactNode }) {
  return (
    <Text c="dimmed" size="sm" ta="center" py="xl" component="div">
      {props.children}
    </Text>
  )
}

function byDay(events: FeedEvent[], zone: string): [string, FeedEvent[]][] {
  return [...Map.groupBy(events, (event) => dayIn(zone, new Date(event.at)))]
}

function dayName(events: FeedEvent[], formats: Formats, zone: string): string {
  return formats.weekday(events[0]?.at ?? 0, zone)
}
