import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Grid,
  Group,
  List,
  Menu,
  Progress,
  Stack,
  Text,
} from '@mantine/core'
import {
  IconArrowLeft,
  IconCopy,
  IconDots,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconStar,
  IconTrash,
} from '@tabler/icons-react'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, type LoaderFunctionArgs, useNavigate, useParams } from 'react-router'
import { useAccount, useRefusal } from '../../account.ts'
import {
  changeSegment,
  deleteGroup,
  type SegmentState,
  segment,
  snapshot,
} from '../../api/groups.ts'
import { queryClient } from '../../api/query-client.ts'
import { TagsField } from '../../fields/tags.tsx'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { done, failed } from '../../ui/toast.ts'
import { conditionSentence } from './condition-sentence.ts'
import { ExplainDialog } from './explain-dialog.tsx'
import { ExportMembers } from './export-members.tsx'
import { GrowthPanel } from './growth-panel.tsx'
import { MemberCount } from './member-count.tsx'
import { MemberTable } from './member-table.tsx'
import { Transitions } from './transitions.tsx'
import { useNaming } from './use-naming.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(segment(params.accountId ?? '', params.segmentId ?? ''))
  return null
}

export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const { segmentId = '' } = useParams()
  const { data } = useSuspenseQuery(segment(account.id, segmentId))
  const [explained, setExplained] = useState<{ id: string; name: string } | null>(null)
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
            <Badge>{t('groups.kind_segment')}</Badge>
            {data.is_active ? null : <Badge color="gray">{t('groups.inactive')}</Badge>}
            <MemberCount id={data.id} count={data.profile_count} />
          </Group>
          <TagsField kind="segment" id={data.id} />
        </Stack>
      }
      action={<Deeds state={data} />}
    >
      <Stack gap="lg">
        <Building state={data} />
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack gap="lg">
              <GrowthPanel segmentId={data.id} />
              <Panel title={t('groups.members')} flush>
                <MemberTable
                  kind="segment"
                  id={data.id}
                  empty={
                    <EmptyState
                      title={t('groups.nobody')}
                      body={data.is_processing ? t('groups.nobodyYet') : t('groups.nobodySegment')}
                    />
                  }
                  act={(member) => (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      onClick={() =>
                        setExplained({ id: member.id, name: member.email ?? member.id })
                      }
                    >
                      {t('groups.why')}
                    </Button>
                  )}
                />
              </Panel>
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack gap="lg">
              <Definition state={data} />
              <Transitions groupId={data.id} />
            </Stack>
          </Grid.Col>
        </Grid>
      </Stack>
      <ExplainDialog segment={data} who={explained} onClose={() => setExplained(null)} />
    </Page>
  )
}

function Building(props: { state: SegmentState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { build, is_processing, warnings } = props.state
  return (
    <>
      {is_processing ? (
        <Alert title={t('groups.building')} variant="light">
          <Text size="sm" mb="xs">
            {t('groups.buildingBody', { number: formats.number(build.profiles_done) })}
          </Text>
          <Progress
            aria-label={t('groups.building')}
            value={build.profiles_total ? (build.profiles_done / build.profiles_total) * 100 : 100}
            animated
          />
        </Alert>
      ) : null}
      {warnings.map((warning) => (
        <Alert key={warning.pointer} color="apricot" variant="light">
          {warning.detail}
        </Alert>
      ))}
    </>
  )
}

function Definition(props: { state: SegmentState }) {
  const { t } = useTranslation()
  const naming = useNaming()
  return (
    <Panel title={t('groups.definition')}>
      <Stack gap="xs">
        {props.state.definition.condition_groups.map((group, g) => (
          // A group is its place in the sentence.
          <div key={g}>
            {g > 0 ? (
              <Badge color="gray" mb="xs">
                {t('groups.and')}
              </Badge>
            ) : null}
            <List size="sm" spacing={4}>
              {group.conditions.map((condition, c) => (
                // As above.
                <List.Item key={c}>
                  {c > 0 ? `${t('groups.or')} ` : ''}
                  {conditionSentence(condition, naming)}
                </List.Item>
              ))}
            </List>
          </div>
        ))}
      </Stack>
    </Panel>
  )
}

function Deeds(props: { state: SegmentState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const refusal = useRefusal('segments:write')
  const { state } = props
  const [deleting, setDeleting] = useState(false)
  const change = useMutation({
    mutationFn: (wanted: { is_active?: boolean; is_starred?: boolean }) =>
      changeSegment(account.id, state.id, wanted),
    onSuccess: () => done(t('common.saved')),
    onError: failed,
  })
  const remove = useMutation({
    mutationFn: () => deleteGroup(account.id, 'segment', state.id),
    onSuccess: () => navigate(paths.groups(account.id)),
  })
  const copy = useMutation({
    mutationFn: () =>
      snapshot(account.id, state.id, t('groups.snapshotName', { name: state.name })),
    onSuccess: (id) => navigate(paths.list(account.id, id)),
    onError: failed,
  })
  return (
    <>
      <Act
        variant="default"
        leftSection={<IconPencil size={16} />}
        refusal={refusal}
        onClick={() => void navigate(paths.editSegment(account.id, state.id))}
      >
        {t('groups.edit')}
      </Act>
      <ExportMembers id={state.id} name={state.name} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('common.more')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconStar size={16} />}
            disabled={Boolean(refusal)}
            title={refusal}
            onClick={() => change.mutate({ is_starred: !state.is_starred })}
          >
            {t(state.is_starred ? 'groups.unstar' : 'groups.star')}
          </Menu.Item>
          <Menu.Item
            leftSection={
              state.is_active ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />
            }
            disabled={Boolean(refusal)}
            title={refusal}
            onClick={() => change.mutate({ is_active: !state.is_active })}
          >
            {t(state.is_active ? 'groups.switchOff' : 'groups.switchOn')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCopy size={16} />}
            disabled={Boolean(refusal) || state.is_processing}
            title={refusal ?? (state.is_processing ? t('groups.stillBuilding') : undefined)}
            onClick={() => copy.mutate()}
          >
            {t('groups.snapshot')}
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} />}
            disabled={Boolean(refusal)}
            title={refusal}
            onClick={() => setDeleting(true)}
          >
            {t('groups.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={deleting}
        title={t('groups.deleteTitle', { name: state.name })}
        body={t('groups.deleteBody')}
        action={t('groups.delete')}
        busy={remove.isPending}
        problem={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setDeleting(false)}
      />
    </>
  )
}
