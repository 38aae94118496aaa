import { Badge, Group, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type FeedEvent, rawEvent } from '../api/events.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { useFormats } from '../ui/format.ts'
import { JsonView } from '../ui/json-view.tsx'
import { KeyValues } from '../ui/key-values.tsx'
import { EventCredit } from './event-credit.tsx'

/** Everything that is known about one event, as it was sent and when it was stored. */
export function EventDetails(props: {
  account: { id: string; timezone: string }
  event: FeedEvent
}) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { account, event } = props
  const { data } = useQuery(rawEvent(account.id, event.id))
  const recordedAt = data?.attributes.recorded_at
  return (
    <Stack gap="sm" className="event-details">
      <KeyValues
        narrow
        items={[
          {
            key: 'happened',
            label: t('feed.happened'),
            value: formats.exact(event.at, account.timezone),
          },
          {
            key: 'recorded',
            label: t('feed.recorded'),
            value: (
              <Group gap="xs">
                {recordedAt ? formats.exact(recordedAt, account.timezone) : '…'}
                {data?.attributes.is_backfill ? <Badge>{t('feed.backfill')}</Badge> : null}
              </Group>
            ),
          },
          {
            key: 'id',
            label: t('feed.id'),
            value: (
              <Group gap={4}>
                {event.id}
                <CopyButton text={event.id} label={t('feed.copyId')} />
              </Group>
            ),
          },
        ]}
      />
      <EventCredit account={account} eventId={event.id} />
      <JsonView value={data ?? event.properties} label={t('feed.payload')} />
    </Stack>
  )
}
