import { ActionIcon, Group, Text, Title } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccount } from '../../account.ts'
import { campaignCalendar, type PlannedCampaign } from '../../api/campaigns.ts'
import { paths } from '../../paths.ts'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { addDays, dayIn } from '../../ui/zone.ts'
import { statusKey } from './status-badge.tsx'
import { plannedAt } from './strategy-words.ts'
import './campaign-calendar.css'

const DAYS_OF_WEEK = 7
const WEEKS_SHOWN = 6

/** A month with the campaigns of each day, by the clock of the account. */
export function CampaignCalendar() {
  const { t } = useTranslation()
  const account = useAccount()
  const formats = useFormats()
  const [today] = useState(() => dayIn(account.timezone, new Date()))
  const [month, setMonth] = useState(today.slice(0, 7))
  const { data, error } = useQuery(campaignCalendar(account.id))
  const byDay = Map.groupBy(
    (data ?? []).flatMap((campaign) =>
      daysOfCampaign(campaign, account.timezone).map((day) => ({ day, campaign })),
    ),
    (one) => one.day,
  )
  const days = daysOf(month)
  const title = new Intl.DateTimeFormat(formats.locale, {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00Z`))
  return (
    <Panel>
      <Group justify="space-between" mb="sm">
        <Title order={2}>{title}</Title>
        <Group gap={4}>
          <ActionIcon
            aria-label={t('campaigns.monthBefore')}
            onClick={() => setMonth(addDays(`${month}-01`, -1).slice(0, 7))}
          >
            <IconChevronLeft size={18} />
          </ActionIcon>
          <ActionIcon
            aria-label={t('campaigns.monthAfter')}
            onClick={() => setMonth(addDays(`${month}-28`, 7).slice(0, 7))}
          >
            <IconChevronRight size={18} />
          </ActionIcon>
        </Group>
      </Group>
      <ProblemNotice problem={error} />
      <table className="campaign-calendar">
        <thead>
          <tr>
            {days.slice(0, DAYS_OF_WEEK).map((day) => (
              <th key={day} scope="col">
                {new Intl.DateTimeFormat(formats.locale, {
                  weekday: 'short',
                  timeZone: 'UTC',
                }).format(new Date(`${day}T00:00Z`))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: WEEKS_SHOWN }, (_, week) =>
            days.slice(week * DAYS_OF_WEEK, (week + 1) * DAYS_OF_WEEK),
          ).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td
                  key={day}
                  data-other={!day.startsWith(month) || undefined}
                  data-today={day === today || undefined}
                >
                  <Text size="xs" c="dimmed" className="number">
                    {Number(day.slice(8))}
                  </Text>
                  {(byDay.get(day) ?? []).map(({ campaign }) => (
                    <Link
                      key={campaign.id}
                      to={paths.campaign(account.id, campaign.id)}
                      className="campaign-day"
                      data-status={statusKey(campaign.status)}
                    >
                      {campaign.name}
                    </Link>
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Text size="sm" c="dimmed" mt="sm">
        {t('campaigns.calendarHint')}
      </Text>
    </Panel>
  )
}

/** Weeks begin on Monday. */
function daysOf(month: string): string[] {
  const first = `${month}-01`
  const weekday = (new Date(`${first}T00:00Z`).getUTCDay() + DAYS_OF_WEEK - 1) % DAYS_OF_WEEK
  const start = addDays(first, -weekday)
  return Array.from({ length: WEEKS_SHOWN * DAYS_OF_WEEK }, (_, at) => addDays(start, at))
}

/** The days on which messages of it are planned, each once. */
function daysOfCampaign(campaign: PlannedCampaign, zone: string): string[] {
  const own = campaign.times.map(({ at, isLocal }) =>
    isLocal ? at.slice(0, 10) : dayIn(zone, new Date(at)),
  )
  return own.length > 0 ? [...new Set(own)] : [dayOf(campaign, zone)]
}

/** The day it is planned for; of one without a time, the day it was sent. */
function dayOf(campaign: PlannedCampaign, zone: string): string {
  const planned = plannedAt(campaign.strategy)
  if (planned) return planned.isWall ? planned.at.slice(0, 10) : dayIn(zone, new Date(planned.at))
  return campaign.scheduled_at ? dayIn(zone, new Date(campaign.scheduled_at)) : ''
}
