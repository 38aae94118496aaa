import { Alert, Group, MultiSelect, NumberInput, Select, Stack, Switch, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  REPORT_FORMATS,
  REPORT_RECIPIENTS_MAX,
  REPORT_RHYTHMS,
  type ReportSchedule,
} from '../../../src/contract/custom-reports.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  type CustomReportState,
  changeCustomReport,
  reportRecipients,
} from '../../api/custom-reports.ts'
import { Act } from '../../ui/act.tsx'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

const AT_FIRST: ReportSchedule = { every: 'week', on: 1, hour: 8, format: 'pdf', member_ids: [] }
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7]

/** Whether, when and to whom a report is mailed. */
export function ReportSchedulePanel({ report }: { report: CustomReportState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const refusal = useRefusal('metrics:write')
  const [schedule, setSchedule] = useState(report.schedule)
  const { data: people = [] } = useQuery({ ...reportRecipients(account.id), enabled: !refusal })
  const save = useMutation({
    mutationFn: () => changeCustomReport(account.id, report.id, { schedule }),
    onSuccess: () => done(t('common.saved')),
  })
  const change = (part: Partial<ReportSchedule>) =>
    schedule && setSchedule({ ...schedule, ...part })
  const isWaiting = schedule !== null && schedule.member_ids.length === 0
  return (
    <Panel
      title={t('customReports.schedule')}
      hint={t('customReports.scheduleHint', { zone: account.timezone })}
    >
      <Stack gap="md" align="flex-start">
        {report.failure ? (
          <Alert color="red" variant="light">
            {t('customReports.failed', { why: report.failure })}
          </Alert>
        ) : null}
        <Switch
          label={t('customReports.scheduled')}
          checked={schedule !== null}
          disabled={Boolean(refusal)}
          onChange={(event) => setSchedule(event.currentTarget.checked ? AT_FIRST : null)}
        />
        {schedule ? (
          <>
            <Group gap="sm" align="flex-end">
              <Select
                label={t('customReports.every')}
                w={150}
                allowDeselect={false}
                value={schedule.every}
                data={REPORT_RHYTHMS.map((one) => ({
                  value: one,
                  label: t(`customReports.every_${one}`),
                }))}
                onChange={(value) => {
                  const every = REPORT_RHYTHMS.find((one) => one === value)
                  if (every) change({ every, on: 1 })
                }}
              />
              {schedule.every === 'week' ? (
                <Select
                  label={t('customReports.weekday')}
                  w={150}
                  allowDeselect={false}
                  value={String(schedule.on)}
                  data={WEEKDAYS.map((day) => ({
                    value: String(day),
                    label: weekdayName(day, formats.locale),
                  }))}
                  onChange={(day) => change({ on: Number(day) })}
                />
              ) : null}
              {schedule.every === 'month' ? (
                <NumberInput
                  label={t('customReports.monthDay')}
                  description={t('customReports.monthDayHint')}
                  w={220}
                  min={1}
                  max={31}
                  allowDecimal={false}
                  value={schedule.on}
                  onChange={(day) => typeof day === 'number' && change({ on: day })}
                />
              ) : null}
              <Select
                label={t('customReports.hour')}
                w={110}
                allowDeselect={false}
                value={String(schedule.hour)}
                data={HOURS.map((hour) => ({ value: String(hour), label: `${hour}:00` }))}
                onChange={(hour) => change({ hour: Number(hour) })}
              />
              <Select
                label={t('customReports.format')}
                w={100}
                allowDeselect={false}
                value={schedule.format}
                data={REPORT_FORMATS.map((one) => ({
                  value: one,
                  label: t(`customReports.format_${one}`),
                }))}
                onChange={(value) => {
                  const format = REPORT_FORMATS.find((one) => one === value)
                  if (format) change({ format })
                }}
              />
            </Group>
            <MultiSelect
              label={t('customReports.to')}
              w={{ base: '100%', sm: 480 }}
              searchable
              maxValues={REPORT_RECIPIENTS_MAX}
              value={schedule.member_ids}
              data={people.map((one) => ({ value: one.id, label: one.name }))}
              onChange={(member_ids) => change({ member_ids })}
            />
          </>
        ) : null}
        <ProblemNotice problem={save.error} />
        <Group gap="sm">
          <Act
            variant="default"
            refusal={refusal ?? (isWaiting ? t('customReports.to') : undefined)}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('common.save')}
          </Act>
          {report.next_send_at ? (
            <Text size="sm" c="dimmed">
              {t('customReports.nextSend', {
                at: formats.dayAndTime(report.next_send_at, account.timezone),
              })}
            </Text>
          ) : null}
        </Group>
      </Stack>
    </Panel>
  )
}

/** @param day Monday is 1 */
function weekdayName(day: number, locale: string): string {
  // 5 January 1970 was a Monday.
  const at = new Date(Date.UTC(1970, 0, 4 + day))
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(at)
}
