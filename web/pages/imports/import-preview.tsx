import { Badge, Group, Skeleton, Stack, Tabs, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Mapping } from '../../../src/contract/imports.ts'
import { importPreview, type Preview } from '../../api/imports.ts'
import { DataTable } from '../../table/data-table.tsx'
import { useFormats } from '../../ui/format.ts'
import { Moment } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

const WAIT_MS = 300
const SHOWN_MAX = 10

export function ImportPreviewPanel(props: {
  account: { id: string; timezone: string }
  importId: string
  mapping: Mapping | null
}) {
  const { t } = useTranslation()
  const { account, importId } = props
  const [mapping] = useDebouncedValue(props.mapping, WAIT_MS)
  const preview = useQuery({
    ...importPreview(account.id, importId, mapping),
    placeholderData: keepPreviousData,
  })
  return (
    <Panel title={t('imports.preview')} hint={t('imports.previewHint')} flush>
      {preview.error ? (
        <Stack p="lg">
          <ProblemNotice problem={preview.error} />
        </Stack>
      ) : preview.data ? (
        <PreviewTabs account={account} preview={preview.data} />
      ) : (
        <Skeleton height={160} m="lg" />
      )}
    </Panel>
  )
}

function PreviewTabs(props: { account: { timezone: string }; preview: Preview }) {
  const { t } = useTranslation()
  const { preview, account } = props
  const first = preview.events.length > 0 ? 'events' : 'profiles'
  return (
    <Tabs defaultValue={first}>
      <Tabs.List px="lg">
        {first === 'events' ? (
          <Tabs.Tab value="events">
            {t('imports.previewEvents', { count: preview.events.length })}
          </Tabs.Tab>
        ) : (
          <Tabs.Tab value="profiles">
            {t('imports.previewProfiles', { count: preview.profiles.length })}
          </Tabs.Tab>
        )}
        <Tabs.Tab value="refused">
          <Group gap={6}>
            {t('imports.previewRefused', { count: preview.refused.length })}
            {preview.refused.length > 0 ? (
              <Badge size="xs" color="red" circle>
                !
              </Badge>
            ) : null}
          </Group>
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="events">
        <PreviewEvents account={account} events={preview.events} />
      </Tabs.Panel>
      <Tabs.Panel value="profiles">
        <PreviewProfiles profiles={preview.profiles} />
      </Tabs.Panel>
      <Tabs.Panel value="refused">
        <PreviewRefused refused={preview.refused} />
      </Tabs.Panel>
    </Tabs>
  )
}

function PreviewEvents(props: { account: { timezone: string }; events: Preview['events'] }) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <DataTable
      caption={t('imports.preview')}
      rows={props.events
        .slice(0, SHOWN_MAX)
        .map((event) => ({ ...event, id: `${event.metric} ${event.unique_id}` }))}
      columns={[
        {
          key: 'metric',
          header: t('metrics.metric'),
          cell: (event) => (
            <Text size="sm" fw={550}>
              {event.metric}
            </Text>
          ),
        },
        {
          key: 'time',
          header: t('imports.time'),
          cell: (event) => <Moment at={event.time} zone={props.account.timezone} />,
        },
        { key: 'who', header: t('imports.who'), cell: (event) => whoIs(event.profile) },
        {
          key: 'value',
          header: t('imports.value'),
          align: 'end',
          cell: (event) =>
            event.value === null
              ? '–'
              : event.currency
                ? formats.money(event.value, event.currency)
                : formats.number(event.value),
        },
        {
          key: 'rows',
          header: t('imports.rows'),
          align: 'end',
          secondary: true,
          cell: (event) => rowsText(event.row_numbers),
        },
      ]}
    />
  )
}

function PreviewProfiles(props: { profiles: Preview['profiles'] }) {
  const { t } = useTranslation()
  return (
    <DataTable
      caption={t('imports.preview')}
      rows={props.profiles
        .slice(0, SHOWN_MAX)
        .map((each) => ({ ...each, id: String(each.row_number) }))}
      columns={[
        { key: 'row', header: t('imports.row'), width: 80, cell: (each) => each.row_number },
        {
          key: 'who',
          header: t('imports.who'),
          cell: (each) => (
            <Text size="sm" fw={550}>
              {whoIs(each.profile)}
            </Text>
          ),
        },
        {
          key: 'fields',
          header: t('imports.content'),
          cell: ({ profile }) => (
            <Text size="sm" c="dimmed" lineClamp={2}>
              {Object.entries({ ...profile.fields, ...profile.location, ...profile.properties })
                .map(([name, value]) => `${name}: ${String(value)}`)
                .join(' · ') || '–'}
            </Text>
          ),
        },
      ]}
    />
  )
}

function PreviewRefused(props: { refused: Preview['refused'] }) {
  const { t } = useTranslation()
  if (props.refused.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="lg">
        {t('imports.nothingRefused')}
      </Text>
    )
  }
  return (
    <DataTable
      caption={t('imports.refusedRows')}
      rows={props.refused
        .slice(0, SHOWN_MAX)
        .map((each) => ({ ...each, id: `${each.row_number} ${each.code}` }))}
      columns={[
        { key: 'row', header: t('imports.row'), width: 80, cell: (each) => each.row_number },
        {
          key: 'reason',
          header: t('imports.reason'),
          cell: (each) => (
            <>
              <Text size="sm">{each.reason}</Text>
              <Text size="xs" c="dimmed">
                {each.fix}
              </Text>
            </>
          ),
        },
      ]}
    />
  )
}

function whoIs(profile: Preview['profiles'][number]['profile']): string {
  return profile.email ?? profile.phone_number ?? profile.external_id ?? profile.anonymous_id ?? '–'
}

function rowsText(rows: number[]): string {
  const [first] = rows
  const last = rows.at(-1)
  return first === last ? String(first ?? '') : `${first}–${last}`
}
