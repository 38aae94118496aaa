import { ActionIcon, Badge, Button, Grid, Group, Menu, Select, Stack } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconArrowLeft, IconDots, IconFileUpload, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate, useParams } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import { changeMembers, deleteGroup, list } from '../../api/groups.ts'
import { profileSearch } from '../../api/profiles.ts'
import { queryClient } from '../../api/query-client.ts'
import { TagsField } from '../../fields/tags.tsx'
import { paths } from '../../paths.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { profileName } from '../../ui/names.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { done, failed } from '../../ui/toast.ts'
import { ExportMembers } from './export-members.tsx'
import { MemberCount } from './member-count.tsx'
import { MemberTable } from './member-table.tsx'
import { Transitions } from './transitions.tsx'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(list(params.accountId ?? '', params.listId ?? ''))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const { listId = '' } = useParams()
  const { data } = useSuspenseQuery(list(account.id, listId))
  const refusal = useRefusal('lists:write')
  const change = useMutation({
    mutationFn: (wanted: { add: boolean; profileIds: string[] }) =>
      changeMembers(account.id, listId, wanted),
    onSuccess: (_, { add }) => done(t(add ? 'groups.added' : 'groups.removed')),
    onError: failed,
  })
  return (
    <Page
      title={data.name}
      above={
        <Link to={paths.groups(account.id)} className="quiet-link back-link">
          <IconArrowLeft size={14} aria-hidden /> {t('groups.title')}
        </Link>
      }
      lead={
        <Stack gap="xs">
          <Group gap="xs">
            <Badge>{t('groups.kind_list')}</Badge>
            <Badge color="gray">{t(`groups.optIn_${data.opt_in_process}`)}</Badge>
            <MemberCount id={listId} count={data.profile_count} />
          </Group>
          <TagsField kind="list" id={listId} />
        </Stack>
      }
      action={
        <>
          <ExportMembers id={listId} name={data.name} />
          <Deeds id={listId} name={data.name} refusal={refusal} />
        </>
      }
    >
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Panel title={t('groups.members')} flush>
            {refusal ? null : (
              <Group px="lg" pb="md">
                <AddMember onAdd={(id) => change.mutate({ add: true, profileIds: [id] })} />
                <Button
                  component={Link}
                  to={`${paths.newImport(account.id)}?list=${listId}`}
                  variant="default"
                  leftSection={<IconFileUpload size={16} />}
                >
                  {t('groups.addFromFile')}
                </Button>
              </Group>
            )}
            <MemberTable
              kind="list"
              id={listId}
              empty={<EmptyState title={t('groups.nobody')} body={t('groups.nobodyList')} />}
              act={(member) => (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  color="gray"
                  disabled={Boolean(refusal)}
                  title={refusal}
                  onClick={() => change.mutate({ add: false, profileIds: [member.id] })}
                >
                  {t('groups.takeOff')}
                </Button>
              )}
            />
          </Panel>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="lg">
            <Transitions groupId={listId} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  )
}

const REST_MS = 200
const FOUND_MAX = 10

function AddMember(props: { onAdd: (profileId: string) => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), REST_MS)
  const { data } = useQuery({
    ...profileSearch(account.id, { search, size: FOUND_MAX }),
    enabled: search !== '',
  })
  return (
    <Select
      aria-label={t('groups.addMember')}
      placeholder={t('groups.addMember')}
      searchable
      w={360}
      searchValue={text}
      onSearchChange={setText}
      value={null}
      data={(data?.profiles ?? []).map((one) => ({
        value: one.id,
        label: profileName(one, t('groups.anonymous')),
      }))}
      filter={({ options }) => options}
      nothingFoundMessage={search ? t('groups.noProfile') : t('groups.typeName')}
      onChange={(id) => {
        if (!id) return
        props.onAdd(id)
        setText('')
      }}
    />
  )
}

function Deeds(props: { id: string; name: string; refusal: string | undefined }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const [deleting, setDeleting] = useState(false)
  const remove = useMutation({
    mutationFn: () => deleteGroup(account.id, 'list', props.id),
    onSuccess: () => navigate(paths.groups(account.id)),
  })
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('common.more')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} />}
            disabled={Boolean(props.refusal)}
            title={props.refusal}
            onClick={() => setDeleting(true)}
          >
            {t('groups.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={deleting}
        title={t('groups.deleteTitle', { name: props.name })}
        body={t('groups.deleteListBody')}
        action={t('groups.delete')}
        busy={remove.isPending}
        problem={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setDeleting(false)}
      />
    </>
  )
}
