import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccount } from '../account.ts'
import { profileNames } from '../api/profile-names.ts'
import { paths } from '../paths.ts'
import { profileName } from '../ui/names.ts'

/** Who it is about, with a way to the profile. */
export function Person(props: { id: string | undefined }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { id } = props
  const { data, isError } = useQuery({
    ...profileNames(account.id, id ?? ''),
    enabled: id !== undefined,
  })
  if (!id || data === null) return <Text c="dimmed">{t('common.personGone')}</Text>
  return (
    <Link to={paths.profile(account.id, id)} className="quiet-link">
      {data
        ? profileName(data, t('profiles.anonymous'))
        : t(isError ? 'common.openPerson' : 'common.loading')}
    </Link>
  )
}
