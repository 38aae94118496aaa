import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccount } from '../../account.ts'
import { type GroupKind, type MemberState, members } from '../../api/groups.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable, TableSkeleton } from '../../table/data-table.tsx'
import { MoreRows } from '../../table/more-rows.tsx'
import { Moment } from '../../ui/moment.tsx'
import { profileName } from '../../ui/names.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

/** The members of a list or segment, those who joined last first. */
export function MemberTable(props: {
  kind: GroupKind
  id: string
  empty: ReactNode
  /** A last column, such as a button that explains or removes. */
  act?: (member: MemberState) => ReactNode
}) {
  const { t } = useTranslation()
  const account = useAccount()
  const list = useInfiniteQuery(members(account.id, props.kind, props.id))
  if (list.error) {
    return <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />
  }
  if (!list.data) return <TableSkeleton label={t('common.loading')} />
  const rows = list.data.pages.flatMap((page) => page.members)
  if (rows.length === 0) return props.empty
  const columns: Column<MemberState>[] = [
    {
      key: 'name',
      header: t('groups.member'),
      cell: (member) => (
        <Link to={paths.profile(account.id, member.id)} className="quiet-link">
          {profileName(member, t('groups.anonymous'))}
        </Link>
      ),
    },
    { key: 'email', header: t('fields.email'), secondary: true, cell: (one) => one.email ?? '–' },
    {
      key: 'joined',
      header: t('groups.joined'),
      cell: (member) => <Moment at={member.joined_group_at} zone={account.timezone} />,
    },
    ...(props.act
      ? [{ key: 'act', header: '', align: 'end' as const, width: 120, cell: props.act }]
      : []),
  ]
  return (
    <>
      <DataTable caption={t('groups.members')} rows={rows} columns={columns} />
      <MoreRows of={list} label={t('groups.more')} />
    </>
  )
}
