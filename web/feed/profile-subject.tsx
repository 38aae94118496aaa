import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { FeedEvent } from '../api/events.ts'
import { paths } from '../paths.ts'

/** Who did it, as a way to their page. */
export function ProfileSubject(props: { account: string; event: FeedEvent }) {
  const { t } = useTranslation()
  const { profileId, profileLabel } = props.event
  const { name, email } = profileLabel
  if (!profileId) return <Text c="dimmed">{t('profiles.anonymous')}</Text>
  return (
    <>
      <Link to={paths.profile(props.account, profileId)} className="quiet-link">
        {name ?? email ?? t('profiles.anonymous')}
      </Link>
      {name && email ? (
        <Text span size="sm" c="dimmed">
          {email}
        </Text>
      ) : null}
    </>
  )
}
