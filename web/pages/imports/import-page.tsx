import { ActionIcon, Group, Menu, Text } from '@mantine/core'
import { IconAdjustments, IconArrowLeft, IconDots, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Link,
  type LoaderFunctionArgs,
  useNavigate,
  useParams,
  useSearchParams,
} from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { list } from '../../api/groups.ts'
import { deleteImport, type ImportState, importState, isWorking } from '../../api/imports.ts'
import { queryClient } from '../../api/query-client.ts'
import { paths } from '../../paths.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { ImportReport } from './import-report.tsx'
import { ImportStatusBadge } from './import-status.tsx'
import { MapColumns } from './map-columns.tsx'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(importState(params.accountId ?? '', params.importId ?? ''))
  return null
}

/** One import through its life: mapped while it is a draft, watched while it runs, then reported. */
export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const { importId = '' } = useParams()
  const { data } = useSuspenseQuery(importState(account.id, importId))
  const [search, setSearch] = useSearchParams()
  const maps = data.status === 'draft' || (search.has('map') && !isWorking(data))
  return (
    <Page
      title={data.file_name}
      wide={maps}
      above={
        <Link to={paths.imports(account.id)} className="quiet-link back-link">
          <IconArrowLeft size={14} aria-hidden /> {t('imports.title')}
        </Link>
      }
      lead={
        <Group gap="sm">
          <ImportStatusBadge status={data.status} />
          <Text size="sm">{t(`imports.kind_${data.kind}`)}</Text>
          <Text size="sm">
            <Moment at={data.created_at} zone={account.timezone} />
          </Text>
          <Text size="sm">{data.created_by}</Text>
          {data.list_id ? <OntoList id={data.list_id} /> : null}
        </Group>
      }
      action={<More state={data} />}
    >
      {maps ? (
        <MapColumns
          account={account}
          state={data}
          onStarted={() => setSearch({}, { replace: true })}
        />
      ) : (
        <ImportReport account={account} state={data} />
      )}
    </Page>
  )
}

/** The list that the people of the file are put on. */
function OntoList(props: { id: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data } = useQuery(list(account.id, props.id))
  return data ? (
    <Link to={paths.list(account.id, props.id)} className="quiet-link">
      <Text size="sm">{t('imports.ontoList', { name: data.name })}</Text>
    </Link>
  ) : null
}

function More(props: { state: ImportState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const refusal = useRefusal('imports:write')
  const [search, setSearch] = useSearchParams()
  const [deleting, setDeleting] = useState(false)
  const { state } = props
  const remove = useMutation({
    mutationFn: () => deleteImport(account.id, state.id),
    onSuccess: () => navigate(paths.imports(account.id)),
  })
  const why = refusal ?? (isWorking(state) ? t('imports.stopFirst') : undefined)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('common.more')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {state.status === 'draft' ? null : (
            <Menu.Item
              leftSection={<IconAdjustments size={16} />}
              disabled={Boolean(why)}
              title={why}
              onClick={() => setSearch(search.has('map') ? {} : { map: '1' })}
            >
              {t(search.has('map') ? 'imports.backToReport' : 'imports.mapAgain')}
            </Menu.Item>
          )}
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} />}
            disabled={Boolean(why)}
            title={why}
            onClick={() => setDeleting(true)}
          >
            {t('imports.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={deleting}
        title={t('imports.deleteTitle')}
        body={t('imports.deleteBody')}
        action={t('imports.delete')}
        busy={remove.isPending}
        problem={remove.error}
        onClose={() => setDeleting(false)}
        onConfirm={() => remove.mutate()}
      />
    </>
  )
}
