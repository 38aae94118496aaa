import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccount } from '../../account.ts'
import { profile } from '../../api/profiles.ts'
import { paths } from '../../paths.ts'
import { profileName } from '../../ui/names.ts'

/** Who it is about, with a way to the profile. */
export function Person(props: { id: string | undefined }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data } = useQuery({
    ...profile(account.id, props.id ?? ''),
    enabled: props.id !== undefined,
  })
  if (!props.id) return <Text c="dimmed">{t('flows.personGone')}</Text>
  return (
    <Link to={paths.profile(account.id, props.id)} className="quiet-link">
      {data ? profileName(data, t('profiles.anonymous')) : t('common.loading')}
    </Link>
  )
}
