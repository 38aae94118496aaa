import {
  Alert,
  Badge,
  Group,
  Select,
  SimpleGrid,
  Skeleton,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRefusal } from '../../account.ts'
import { type ImportState, importSample, type Sample, startImport } from '../../api/imports.ts'
import type { AccountSummary } from '../../api/session.ts'
import { Act } from '../../ui/act.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import {
  mappingOf,
  type Plan,
  planFor,
  ROLES_BY_KIND,
  type Role,
  withRole,
} from './column-roles.ts'
import { ImportPreviewPanel } from './import-preview.tsx'

/** What each column of the file is, and at once what the first rows become with that. */
export function MapColumns(props: {
  account: AccountSummary
  state: ImportState
  onStarted: () => void
}) {
  const { account, state, onStarted } = props
  const sample = useQuery(importSample(account.id, state.id))
  if (sample.error) {
    return <ProblemNotice problem={sample.error} onRetry={() => void sample.refetch()} />
  }
  if (!sample.data) return <Skeleton height={420} radius="lg" />
  return <Mapper account={account} state={state} sample={sample.data} onStarted={onStarted} />
}

function Mapper(props: {
  account: AccountSummary
  state: ImportState
  sample: Sample
  onStarted: () => void
}) {
  const { t } = useTranslation()
  const { account, state, sample } = props
  const refusal = useRefusal('imports:write')
  const [plan, setPlan] = useState(() =>
    planFor(state.kind, state.mapping ?? sample.suggested_mapping, {
      zone: account.timezone,
      currency: account.currency,
    }),
  )
  const made = mappingOf(plan)
  const mapping = 'mapping' in made ? made.mapping : null
  const missing = 'missing' in made ? made.missing : []
  const ready = sample.is_api_shape || mapping !== null
  const start = useMutation({
    mutationFn: () => startImport(account.id, state.id, mapping),
    onSuccess: props.onStarted,
  })
  const why =
    refusal ??
    (ready
      ? undefined
      : `${t('imports.stillMissing')} ${missing.map((each) => t(`importRoles.${each}`)).join(', ')}`)
  return (
    <Stack gap="lg">
      {sample.notes.length > 0 ? (
        <Alert color="apricot" title={t('imports.notes')}>
          {sample.notes.map((note) => (
            <Text key={note} size="sm">
              {note}
            </Text>
          ))}
        </Alert>
      ) : null}
      {sample.is_api_shape ? (
        <Alert color="petrol">{t('imports.apiShape')}</Alert>
      ) : (
        <>
          <Panel title={t('imports.columns')} hint={t('imports.columnsHint')} flush>
            <ColumnTable plan={plan} sample={sample} onPlan={setPlan} />
          </Panel>
          <MoreAnswers plan={plan} sample={sample} onPlan={setPlan} />
        </>
      )}
      {ready ? (
        <ImportPreviewPanel account={account} importId={state.id} mapping={mapping} />
      ) : (
        <Alert color="apricot">
          {t('imports.stillMissing')} {missing.map((each) => t(`importRoles.${each}`)).join(', ')}
        </Alert>
      )}
      <ProblemNotice problem={start.error} />
      <Group justify="flex-end">
        <Act size="md" refusal={why} loading={start.isPending} onClick={() => start.mutate()}>
          {t('imports.start')}
        </Act>
      </Group>
    </Stack>
  )
}

function ColumnTable(props: { plan: Plan; sample: Sample; onPlan: (plan: Plan) => void }) {
  const { t } = useTranslation()
  const { plan, sample, onPlan } = props
  const groups = ROLES_BY_KIND[plan.kind].map(({ group, roles }) => ({
    group: t(`imports.group_${group}`),
    items: roles.map((role) => ({ value: role, label: t(`importRoles.${role}`) })),
  }))
  const data = [
    { group: t('imports.group_none'), items: [{ value: 'skip', label: t('importRoles.skip') }] },
    ...groups,
  ]
  const known = ROLES_BY_KIND[plan.kind].flatMap(({ roles }) => roles)
  return (
    <Table.ScrollContainer minWidth={0} type="native">
      <Table className="data-table" verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('imports.column')}</Table.Th>
            <Table.Th scope="col" data-secondary>
              {t('imports.examples')}
            </Table.Th>
            <Table.Th scope="col" w={{ base: 180, sm: 260 }}>
              {t('imports.becomes')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sample.columns.map((column) => (
            <Table.Tr key={column.name}>
              <Table.Td>
                <Text size="sm" fw={550}>
                  {column.name}
                </Text>
                <Badge size="xs" color="gray">
                  {t(`imports.type_${column.type}`)}
                </Badge>
                <Text size="xs" c="dimmed" lineClamp={2} mt={4} hiddenFrom="sm">
                  {examplesOf(column)}
                </Text>
              </Table.Td>
              <Table.Td data-secondary>
                <Text size="sm" c="dimmed" lineClamp={2} maw={420}>
                  {examplesOf(column)}
                </Text>
              </Table.Td>
              <Table.Td>
                <Select
                  aria-label={t('imports.becomesOf', { column: column.name })}
                  searchable
                  allowDeselect={false}
                  data={data}
                  value={plan.roles[column.name] ?? 'skip'}
                  onChange={(value) => {
                    const role: Role = known.find((each) => each === value) ?? 'skip'
                    onPlan(withRole(plan, column.name, role))
                  }}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function examplesOf(column: Sample['columns'][number]): string {
  return column.examples.slice(0, 3).join(' · ') || '–'
}

function MoreAnswers(props: { plan: Plan; sample: Sample; onPlan: (plan: Plan) => void }) {
  const { t } = useTranslation()
  const { plan, sample, onPlan } = props
  const { extras, kind, roles } = plan
  const change = (part: Partial<Plan['extras']>) =>
    onPlan({ ...plan, extras: { ...extras, ...part } })
  const columns = sample.columns.map((column) => column.name)
  const timeColumn = sample.columns.find((column) => roles[column.name] === 'time')
  const formats = [
    ...new Set([extras.timeFormat, ...(timeColumn?.time_formats ?? []), 'iso', 'unix']),
  ]
  const held = new Set(Object.values(roles))
  return (
    <Panel title={t('imports.details')}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
        {kind === 'events' && !held.has('metric') ? (
          <TextInput
            label={t('imports.metricName')}
            description={t('imports.metricNameHint')}
            value={extras.metricName}
            onChange={(event) => change({ metricName: event.currentTarget.value })}
            required
          />
        ) : null}
        {kind === 'profiles' ? null : (
          <>
            <Select
              label={t('imports.timeFormat')}
              description={
                (timeColumn?.time_formats.length ?? 0) > 1
                  ? t('imports.timeAmbiguous')
                  : t('imports.timeFormatHint')
              }
              allowDeselect={false}
              data={formats}
              value={extras.timeFormat}
              onChange={(value) => change({ timeFormat: value ?? 'iso' })}
            />
            <Select
              label={t('imports.timeZone')}
              description={t('imports.timeZoneHint')}
              searchable
              limit={50}
              allowDeselect={false}
              data={[...new Set([extras.timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])]}
              value={extras.timeZone}
              onChange={(value) => change({ timeZone: value ?? 'UTC' })}
            />
          </>
        )}
        <Select
          label={t('imports.numbers')}
          description={t('imports.numbersHint')}
          allowDeselect={false}
          data={[
            { value: 'point', label: '1,234.56' },
            { value: 'comma', label: '1.234,56' },
          ]}
          value={extras.numbers}
          onChange={(value) => change({ numbers: value === 'comma' ? 'comma' : 'point' })}
        />
        {kind !== 'profiles' && !held.has('currency') ? (
          <TextInput
            label={t('fields.currency')}
            description={t('imports.currencyHint')}
            value={extras.currency}
            maxLength={3}
            onChange={(event) => change({ currency: event.currentTarget.value.toUpperCase() })}
          />
        ) : null}
        {kind === 'orders' ? (
          <>
            <Select
              label={t('imports.cancelledColumn')}
              description={t('imports.cancelledHint')}
              placeholder={t('imports.cancelledNone')}
              clearable
              data={columns}
              value={extras.cancelledColumn || null}
              onChange={(value) => change({ cancelledColumn: value ?? '' })}
            />
            {extras.cancelledColumn ? (
              <TextInput
                label={t('imports.cancelledPrefix')}
                description={t('imports.cancelledPrefixHint')}
                value={extras.cancelledPrefix}
                onChange={(event) => change({ cancelledPrefix: event.currentTarget.value })}
              />
            ) : null}
          </>
        ) : null}
      </SimpleGrid>
    </Panel>
  )
}
