import { Alert, Badge, Button, Group, Progress, Stack, Text } from '@mantine/core'
import { IconDownload, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useRefusal } from '../../account.ts'
import { download } from '../../api/download.ts'
import {
  cancelImport,
  type ImportState,
  importRefusals,
  isWorking,
  refusedRowsFile,
  startImport,
} from '../../api/imports.ts'
import { DataTable, TableSkeleton } from '../../table/data-table.tsx'
import { MoreRows } from '../../table/more-rows.tsx'
import { Act } from '../../ui/act.tsx'
import { useFormats } from '../../ui/format.ts'
import { KeyValues } from '../../ui/key-values.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Stat, Stats } from '../../ui/stat.tsx'
import { failed } from '../../ui/toast.ts'

/** How an import goes or went: progress, numbers, and each refused row with its reason. */
export function ImportReport(props: { account: { id: string }; state: ImportState }) {
  const { account, state } = props
  return (
    <Stack gap="lg">
      <Course account={account} state={state} />
      <Numbers state={state} />
      {state.rows_refused > 0 && !isWorking(state) ? (
        <Refusals account={account} state={state} />
      ) : null}
    </Stack>
  )
}

function Course(props: { account: { id: string }; state: ImportState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { account, state } = props
  const refusal = useRefusal('imports:write')
  const stop = useMutation({
    mutationFn: () => cancelImport(account.id, state.id),
    onError: failed,
  })
  const again = useMutation({
    mutationFn: () => startImport(account.id, state.id, null),
    onError: failed,
  })
  if (isWorking(state)) {
    return (
      <Panel
        title={t(state.status === 'queued' ? 'imports.waiting' : `imports.phase_${state.phase}`)}
        action={
          <Act
            variant="default"
            leftSection={<IconPlayerStop size={16} />}
            refusal={refusal}
            loading={stop.isPending}
            onClick={() => stop.mutate()}
          >
            {t('imports.stop')}
          </Act>
        }
      >
        <Progress
          value={state.progress * 100}
          size="lg"
          animated
          aria-label={t('imports.progress')}
        />
        <Text size="sm" c="dimmed" mt="xs" component="output" display="block">
          {t('imports.progressText', {
            share: formats.percent(state.progress),
            rows: formats.number(state.rows_read),
          })}
        </Text>
      </Panel>
    )
  }
  if (state.status === 'complete') return null
  return (
    <Alert
      color={state.status === 'failed' ? 'red' : 'gray'}
      title={t(state.status === 'failed' ? 'imports.failedTitle' : 'imports.cancelledTitle')}
    >
      {state.error ?? t('imports.cancelledBody')}
      <Group mt="sm">
        <Act
          size="xs"
          leftSection={<IconPlayerPlay size={14} />}
          refusal={refusal}
          loading={again.isPending}
          onClick={() => again.mutate()}
        >
          {t('imports.goOn')}
        </Act>
      </Group>
    </Alert>
  )
}

function Numbers(props: { state: ImportState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { state } = props
  const byMetric = Object.entries(state.recorded_by_metric)
  return (
    <>
      <Stats>
        <Stat label={t('imports.rowsRead')} value={formats.number(state.rows_read)} />
        <Stat label={t('imports.recorded')} value={formats.number(state.recorded)} />
        <Stat label={t('imports.alreadyKnown')} value={formats.number(state.already_known)} />
        <Stat label={t('imports.refused')} value={formats.number(state.rows_refused)} />
      </Stats>
      <Panel title={t('imports.result')}>
        <KeyValues
          items={[
            ...byMetric.map(([metric, count]) => ({
              key: metric,
              label: metric,
              value: t('imports.eventCount', { count, number: formats.number(count) }),
            })),
            {
              key: 'created',
              label: t('imports.profilesCreated'),
              value: formats.number(state.profiles_created),
            },
            {
              key: 'changed',
              label: t('imports.profilesChanged'),
              value: formats.number(state.profiles_changed),
            },
          ]}
        />
      </Panel>
    </>
  )
}

function Refusals(props: { account: { id: string }; state: ImportState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { account, state } = props
  const list = useInfiniteQuery(importRefusals(account.id, state.id, state.finished_at))
  const save = useMutation({
    mutationFn: () =>
      download(account.id, refusedRowsFile(state.id), `${state.file_name} refused.csv`),
    onError: failed,
  })
  const rows = (list.data?.pages ?? []).flatMap((page) => page.rows)
  return (
    <Panel
      title={t('imports.refusedRows')}
      hint={t('imports.refusedHint')}
      flush
      action={
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t('imports.downloadRefused')}
        </Button>
      }
    >
      <Group gap="xs" px="lg" pb="sm">
        {Object.entries(state.refused_by_code).map(([code, count]) => (
          <Badge key={code} color="red">
            {code} · {formats.number(count)}
          </Badge>
        ))}
      </Group>
      {list.isPending ? (
        <TableSkeleton rows={5} label={t('common.loading')} />
      ) : (
        <DataTable
          caption={t('imports.refusedRows')}
          rows={rows}
          columns={[
            {
              key: 'row',
              header: t('imports.row'),
              width: 80,
              cell: (row) => <span className="number">{formats.number(row.row_number)}</span>,
            },
            {
              key: 'reason',
              header: t('imports.reason'),
              cell: (row) => (
                <>
                  <Text size="sm">{row.reason}</Text>
                  <Text size="xs" c="dimmed">
                    {row.fix}
                  </Text>
                </>
              ),
            },
            {
              key: 'cells',
              header: t('imports.content'),
              secondary: true,
              cell: (row) => (
                <Text size="xs" c="dimmed" ff="monospace" lineClamp={2} maw={420}>
                  {row.cells.join(' | ')}
                </Text>
              ),
            },
          ]}
        />
      )}
      <MoreRows of={list} label={t('imports.moreRefused')} />
    </Panel>
  )
}
