import { ActionIcon, Avatar, Checkbox, Group, Menu, Text, Tooltip } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconColumns3, IconFileImport, IconPlus } from '@tabler/icons-react'
import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate, useSearchParams } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { type ProfileDetails, profileList } from '../../api/profiles.ts'
import { queryClient } from '../../api/query-client.ts'
import type { AccountSummary } from '../../api/session.ts'
import { SearchField } from '../../fields/search.tsx'
import { paths } from '../../paths.ts'
import { type Column, DataTable, TableFoot } from '../../table/data-table.tsx'
import { MoreRows } from '../../table/more-rows.tsx'
import { Act } from '../../ui/act.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Moment, TimeAgo } from '../../ui/moment.tsx'
import { profileName } from '../../ui/names.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'

const CHOICES = [
  'email',
  'phone_number',
  'external_id',
  'organization',
  'city',
  'country',
  'locale',
  'last_event_date',
  'created',
] as const
type Choice = (typeof CHOICES)[number]

const INITIAL: Choice[] = ['email', 'phone_number', 'country', 'last_event_date', 'created']

export async function loader({ params, request }: LoaderFunctionArgs) {
  const search = new URL(request.url).searchParams.get('q') ?? ''
  await queryClient.ensureInfiniteQueryData(profileList(params.accountId ?? '', search))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const refusal = useRefusal('profiles:write')
  const importRefusal = useRefusal('imports:write')
  const [search, setSearch] = useSearchParams()
  const text = search.get('q') ?? ''
  // Which columns are worth seeing belongs to this desk, not to the address that is passed around.
  const [chosen, setChosen] = useLocalStorage<Choice[]>({
    key: 'parley-profile-columns',
    defaultValue: INITIAL,
    getInitialValueInEffect: false,
  })
  const list = useSuspenseInfiniteQuery(profileList(account.id, text))
  const profiles = list.data.pages.flatMap((page) => page.profiles)
  const columns = columnsFor(t, account, chosen)

  const actions = (
    <>
      <Act
        variant="default"
        leftSection={<IconFileImport size={16} />}
        refusal={importRefusal}
        onClick={() => void navigate(paths.newImport(account.id))}
      >
        {t('profiles.import')}
      </Act>
      <Act
        leftSection={<IconPlus size={16} />}
        refusal={refusal}
        onClick={() => void navigate(paths.newProfile(account.id))}
      >
        {t('profiles.new')}
      </Act>
    </>
  )

  return (
    <Page title={t('profiles.title')} lead={t('profiles.lead')} action={actions} wide>
      <Group mb="md" justify="space-between" gap="sm" wrap="nowrap">
        <SearchField
          label={t('profiles.search')}
          initial={text}
          onSearch={(q) => setSearch(q ? { q } : {}, { replace: true })}
        />
        <ColumnChoice chosen={chosen} onChoose={setChosen} />
      </Group>
      <Panel flush>
        {profiles.length > 0 ? (
          <>
            <DataTable caption={t('profiles.title')} rows={profiles} columns={columns} linked />
            <MoreRows of={list} label={t('profiles.more')} />
            <TableFoot>
              {t('profiles.shown', { count: profiles.length })} ·{' '}
              {t('common.timesIn', { zone: account.timezone })}
            </TableFoot>
          </>
        ) : text ? (
          <EmptyState title={t('profiles.noneFound')} body={t('profiles.noneFoundBody')} />
        ) : (
          <EmptyState
            title={t('profiles.empty')}
            body={t('profiles.emptyBody')}
            action={<Group gap="xs">{actions}</Group>}
          />
        )}
      </Panel>
    </Page>
  )
}

function ColumnChoice(props: { chosen: Choice[]; onChoose: (chosen: Choice[]) => void }) {
  const { t } = useTranslation()
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Tooltip label={t('profiles.columns')}>
          <ActionIcon variant="default" size={36} aria-label={t('profiles.columns')}>
            <IconColumns3 size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown p="sm">
        <Checkbox.Group
          label={t('profiles.columns')}
          value={props.chosen}
          onChange={(values) => props.onChoose(CHOICES.filter((each) => values.includes(each)))}
        >
          {CHOICES.map((choice) => (
            <Checkbox key={choice} value={choice} label={t(`fields.${choice}`)} mt="xs" size="sm" />
          ))}
        </Checkbox.Group>
      </Menu.Dropdown>
    </Menu>
  )
}

function columnsFor(
  t: TFunction,
  account: AccountSummary,
  chosen: Choice[],
): Column<ProfileDetails>[] {
  return [
    {
      key: 'name',
      header: t('fields.name'),
      cell: (profile) => {
        const name = profileName(profile, t('profiles.anonymous'))
        return (
          <Group gap="sm" wrap="nowrap">
            <Avatar size={30} radius="xl" name={name} color="initials" aria-hidden />
            <Link to={paths.profile(account.id, profile.id)} className="quiet-link row-link">
              {name}
            </Link>
          </Group>
        )
      },
    },
    ...chosen.map((choice, index) => ({
      key: choice,
      header: t(`fields.${choice}`),
      cell: (profile: ProfileDetails) => (
        <Cell profile={profile} choice={choice} account={account} />
      ),
      secondary: index > 0,
    })),
  ]
}

function Cell(props: { profile: ProfileDetails; choice: Choice; account: AccountSummary }) {
  const { profile, choice, account } = props
  switch (choice) {
    case 'last_event_date':
      return profile.last_event_date ? (
        <TimeAgo at={profile.last_event_date} zone={account.timezone} />
      ) : (
        '–'
      )
    case 'created':
      return <Moment at={profile.created} zone={account.timezone} />
    case 'city':
    case 'country':
      return profile.location[choice] ?? '–'
    case 'email':
    case 'phone_number':
    case 'external_id':
    case 'organization':
    case 'locale':
      return (
        <Text size="sm" truncate maw={260}>
          {profile[choice] ?? '–'}
        </Text>
      )
  }
}
