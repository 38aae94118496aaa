import { Group, SegmentedControl, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AGENT_METRIC_NAMES } from '../../../src/contract/metric-names.ts'
import { useAccount } from '../../account.ts'
import type { PreviewData } from '../../api/content.ts'
import { eventFeed } from '../../api/events.ts'
import { type MetricSummary, metricList } from '../../api/metrics.ts'
import { profileSearch } from '../../api/profiles.ts'
import { useFormats } from '../../ui/format.ts'
import { metricName, profileName } from '../../ui/names.ts'

const REST_MS = 200
const FOUND_MAX = 10
const EVENTS_MAX = 10

export interface DataChoice extends PreviewData {
  kind: 'person' | 'event'
  metricId: string | null
}

/** With a template that speaks of an event, an event is what one wants to see first. */
export function usePreviewData(source: string): [DataChoice, (choice: DataChoice) => void] {
  const account = useAccount()
  const speaksOfEvent = /\bevent\b[.|]/.test(source)
  const [choice, setChoice] = useState<DataChoice | null>(null)
  const kind = choice?.kind ?? (speaksOfEvent ? 'event' : 'person')
  const { data: metrics } = useQuery(metricList(account.id, {}))
  const metricId = choice ? choice.metricId : recommendation(metrics)
  const events = useLatestEvents(kind === 'event' ? metricId : null)
  return [
    {
      kind,
      metricId: kind === 'event' ? metricId : null,
      profileId: kind === 'person' ? (choice?.profileId ?? null) : null,
      eventId: kind === 'event' ? (choice?.eventId ?? events[0]?.id ?? null) : null,
    },
    setChoice,
  ]
}

/** Other programs may send the same by the same name: the one that happened last is meant. */
function recommendation(metrics: MetricSummary[] | undefined): string | null {
  const [latest] = (metrics ?? [])
    .filter(({ name }) => name === AGENT_METRIC_NAMES.recommended.en)
    .toSorted((a, b) => (b.last_event_at ?? '').localeCompare(a.last_event_at ?? ''))
  return latest?.id ?? null
}

function useLatestEvents(metricId: string | null) {
  const account = useAccount()
  const { data } = useInfiniteQuery({
    ...eventFeed(account.id, metricId ? { metric: metricId } : {}),
    enabled: metricId !== null,
  })
  return metricId ? (data?.pages[0]?.events ?? []).slice(0, EVENTS_MAX) : []
}

/** Whose data fills the preview: a person, or one of the latest events of a metric. */
export function PreviewDataChoice(props: {
  choice: DataChoice
  onChange: (choice: DataChoice) => void
}) {
  const { t } = useTranslation()
  const { choice, onChange } = props
  return (
    <Group gap="xs" align="flex-end">
      <SegmentedControl
        size="xs"
        aria-label={t('content.dataFrom')}
        value={choice.kind}
        onChange={(kind) =>
          onChange({ ...choice, kind: kind === 'event' ? 'event' : 'person', eventId: null })
        }
        data={[
          { value: 'person', label: t('content.dataPerson') },
          { value: 'event', label: t('content.dataEvent') },
        ]}
      />
      {choice.kind === 'person' ? (
        <PersonChoice
          nobody={t('content.nobody')}
          onChoose={(profileId) => onChange({ ...choice, profileId })}
        />
      ) : (
        <EventChoice {...props} />
      )}
    </Group>
  )
}

/** A person by name; `nobody` says whose data is taken while nobody is chosen. */
export function PersonChoice(props: {
  nobody: string
  onChoose: (profileId: string | null) => void
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const [chosen, setChosen] = useState<string | null>(null)
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), REST_MS)
  const { data } = useQuery(profileSearch(account.id, { search, size: FOUND_MAX }))
  return (
    <Select
      aria-label={t('content.person')}
      placeholder={props.nobody}
      size="xs"
      w={{ base: '100%', xs: 260 }}
      searchable
      clearable
      searchValue={text}
      onSearchChange={setText}
      value={chosen}
      data={(data?.profiles ?? []).map((one) => ({
        value: one.id,
        label: profileName(one, t('profiles.anonymous')),
      }))}
      filter={({ options }) => options}
      nothingFoundMessage={t('content.noPerson')}
      onChange={(id) => {
        setChosen(id)
        props.onChoose(id)
      }}
    />
  )
}

function EventChoice(props: { choice: DataChoice; onChange: (choice: DataChoice) => void }) {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const { choice, onChange } = props
  const { data: metrics = [] } = useQuery(metricList(account.id, {}))
  const events = useLatestEvents(choice.metricId)
  return (
    <>
      <Select
        aria-label={t('content.metric')}
        placeholder={t('content.metric')}
        size="xs"
        w={{ base: '100%', xs: 260 }}
        searchable
        value={choice.metricId}
        data={metrics.map((one) => ({
          value: one.id,
          label: metrics.some((other) => other !== one && other.name === one.name)
            ? `${metricName(one, i18n.language)} (${one.integration.name})`
            : metricName(one, i18n.language),
        }))}
        onChange={(metricId) => onChange({ ...choice, metricId, eventId: null })}
      />
      <Select
        aria-label={t('content.event')}
        placeholder={choice.metricId ? t('content.noEvents') : t('content.metricFirst')}
        size="xs"
        w={{ base: '100%', xs: 260 }}
        disabled={events.length === 0}
        value={choice.eventId}
        data={events.map((event) => ({
          value: event.id,
          label: [
            formats.dayAndTime(event.at, account.timezone),
            event.profileLabel.name ?? event.profileLabel.email,
          ]
            .filter(Boolean)
            .join(' · '),
        }))}
        onChange={(eventId) => onChange({ ...choice, eventId })}
      />
    </>
  )
}
