import { Badge, Stack, Text, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type EventCredit as Credit, eventAttribution } from '../api/reports.ts'
import { useFormats } from '../ui/format.ts'
import './event-credit.css'

/** What an event is credited to, and on demand why, and why not to the others. */
export function EventCredit(props: { account: { id: string; timezone: string }; eventId: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { account, eventId } = props
  const { data } = useQuery(eventAttribution(account.id, eventId))
  if (!data || data.touches.length === 0) return null
  return (
    <Stack gap={4}>
      <Text size="sm">
        {data.credited ? (
          <>
            {t('attribution.credit')}: <Named touch={data.credited} />
          </>
        ) : (
          t('attribution.creditNone')
        )}{' '}
        <UnstyledButton
          className="quiet-link"
          fz="sm"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {t('attribution.ask')}
        </UnstyledButton>
      </Text>
      {open ? (
        <ul className="event-credit">
          {data.touches.map((touch) => (
            <Reason
              key={`${touch.event_id ?? touch.conversation_id} ${touch.at}`}
              touch={touch}
              zone={account.timezone}
            />
          ))}
        </ul>
      ) : null}
    </Stack>
  )
}

type Touch = Credit['touches'][number]

function Named({ touch }: { touch: Touch }) {
  const { t } = useTranslation()
  return (
    <strong>
      {t(`attribution.kind_${touch.kind}`)}
      {touch.message_name ? `, ${touch.message_name}` : ''}
    </strong>
  )
}

function Reason({ touch, zone }: { touch: Touch; zone: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <li>
      <Text size="sm" component="div">
        {formats.dayAndTime(touch.at, zone)} · <Named touch={touch} />{' '}
        <Badge
          size="sm"
          variant="light"
          color={touch.verdict === 'credited' ? 'petrol' : 'gray'}
          tt="none"
        >
          {t(`attribution.verdict_${touch.verdict}`, {
            at: touch.window_ends_at ? formats.dayAndTime(touch.window_ends_at, zone) : '',
          })}
        </Badge>
      </Text>
    </li>
  )
}
