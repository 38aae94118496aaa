import { Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight } from '@mantine/spotlight'
import { IconChartHistogram, IconSearch, IconUser } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { metricList } from '../../api/metrics.ts'
import { profileSearch } from '../../api/profiles.ts'
import type { AccountSummary } from '../../api/session.ts'
import { paths } from '../../paths.ts'
import { metricName, profileName } from '../../ui/names.ts'
import { settingsPages } from '../settings/settings-pages.ts'
import { destinations } from './navigation.tsx'

const WAIT_MS = 180
const SHOWN_MAX = 5

/** Ctrl+K: any page, metric or profile, by name. */
export function Palette(props: { account: AccountSummary }) {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const { id, is_sandbox: isSandbox } = props.account
  const [query, setQuery] = useState('')
  const [settled] = useDebouncedValue(query.trim(), WAIT_MS)
  const searching = settled.length > 1
  const metrics = useQuery({
    ...metricList(id, { search: settled }),
    enabled: searching,
    placeholderData: keepPreviousData,
  })
  const profiles = useQuery({
    ...profileSearch(id, { search: settled, size: SHOWN_MAX }),
    enabled: searching,
    placeholderData: keepPreviousData,
  })
  const wanted = query.trim().toLocaleLowerCase()
  const pages = [...destinations, ...settingsPages(isSandbox)]
    .map((page) => ({ ...page, label: t(`nav.${page.key}`) }))
    .filter((page) => page.label.toLocaleLowerCase().includes(wanted))
  const foundMetrics = searching ? (metrics.data ?? []).slice(0, SHOWN_MAX) : []
  const foundProfiles = searching ? (profiles.data?.profiles ?? []) : []
  const nothing = pages.length + foundMetrics.length + foundProfiles.length === 0

  function go(to: string) {
    void navigate(to)
  }

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      // The shortcut also works from within a field.
      tagsToIgnore={[]}
      attributes={{ content: { 'aria-label': t('shell.search') } }}
      scrollable
      maxHeight={420}
      radius="lg"
    >
      <Spotlight.Search
        placeholder={t('shell.searchPlaceholder')}
        aria-label={t('shell.search')}
        leftSection={<IconSearch size={18} stroke={1.6} />}
      />
      <Spotlight.ActionsList>
        {pages.length > 0 ? (
          <Spotlight.ActionsGroup label={t('shell.pages')}>
            {pages.map(({ key, label, icon: Icon, to }) => (
              <Spotlight.Action
                key={key}
                label={label}
                leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                onClick={() => go(to(id))}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {foundMetrics.length > 0 ? (
          <Spotlight.ActionsGroup label={t('nav.metrics')}>
            {foundMetrics.map((metric) => (
              <Spotlight.Action
                key={metric.id}
                label={metricName(metric, i18n.language)}
                description={metric.integration.name}
                leftSection={<IconChartHistogram size={18} stroke={1.6} aria-hidden />}
                onClick={() => go(paths.metric(id, metric.id))}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {foundProfiles.length > 0 ? (
          <Spotlight.ActionsGroup label={t('nav.profiles')}>
            {foundProfiles.map((profile) => (
              <Spotlight.Action
                key={profile.id}
                label={profileName(profile, t('profiles.anonymous'))}
                description={profile.email ?? profile.phone_number ?? profile.id}
                leftSection={<IconUser size={18} stroke={1.6} aria-hidden />}
                onClick={() => go(paths.profile(id, profile.id))}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {nothing ? (
          <Spotlight.Empty>
            <Text c="dimmed" size="sm">
              {t('shell.nothingFound')}
            </Text>
          </Spotlight.Empty>
        ) : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
