import { Badge, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import { TAG_GROUPS_MAX, TAG_NAME_CHARACTERS_MAX, TAGS_MAX } from '../../../src/contract/tags.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { queryClient } from '../../api/query-client.ts'
import {
  createTag,
  createTagGroup,
  type GroupedTagState,
  remove,
  rename,
  type TagGroupState,
  tagGroups,
  tagList,
} from '../../api/tags.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { NameDialog } from '../../ui/name-dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

export async function loader({ params }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  await Promise.all([
    queryClient.ensureQueryData(tagGroups(account)),
    queryClient.ensureQueryData(tagList(account)),
  ])
  return null
}

interface Subject {
  type: 'tag' | 'tag-group'
  id: string
  name: string
}

/** The words by which an account finds its things, and the groups that they live in. */
export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('tags:write')
  const { data: groups } = useSuspenseQuery(tagGroups(account.id))
  const { data: tags } = useSuspenseQuery(tagList(account.id))
  const [isAddingGroup, setIsAddingGroup] = useState(false)
  const [addingTo, setAddingTo] = useState<TagGroupState | null>(null)
  const [renamed, setRenamed] = useState<Subject | null>(null)
  const [deleted, setDeleted] = useState<Subject | null>(null)
  const deletion = useMutation({
    mutationFn: (subject: Subject) => remove(account.id, subject),
    onSuccess: () => setDeleted(null),
  })
  const isFull = groups.length >= TAG_GROUPS_MAX
  const deeds = (subject: Subject, isKept = false) => (
    <Deeds
      name={subject.name}
      refusal={refusal}
      onRename={() => setRenamed(subject)}
      onDelete={isKept ? null : () => setDeleted(subject)}
    />
  )
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start">
        <Text size="sm" c="dimmed" maw={620}>
          {t('tags.lead')}
        </Text>
        <Act
          leftSection={<IconPlus size={16} />}
          refusal={refusal ?? (isFull ? t('tags.groupsFull', { max: TAG_GROUPS_MAX }) : undefined)}
          onClick={() => setIsAddingGroup(true)}
        >
          {t('tags.newGroup')}
        </Act>
      </Group>
      {groups.map((group) => (
        <TagGroupPanel
          key={group.id}
          group={group}
          tags={tags.filter((tag) => tag.groupId === group.id)}
          deeds={deeds}
          add={
            <Act
              size="xs"
              variant="default"
              refusal={
                refusal ?? (tags.length >= TAGS_MAX ? t('tags.full', { max: TAGS_MAX }) : undefined)
              }
              aria-label={t('tags.newTagIn', { group: group.name })}
              onClick={() => setAddingTo(group)}
            >
              {t('tags.newTag')}
            </Act>
          }
        />
      ))}
      <Dialog
        opened={isAddingGroup}
        onClose={() => setIsAddingGroup(false)}
        title={t('tags.newGroup')}
      >
        <GroupForm onDone={() => setIsAddingGroup(false)} />
      </Dialog>
      <NameDialog
        opened={addingTo !== null}
        title={t('tags.newTagIn', { group: addingTo?.name ?? '' })}
        action={t('tags.create')}
        save={(name) => createTag(account.id, name, addingTo?.id)}
        onClose={() => setAddingTo(null)}
      />
      <NameDialog
        key={renamed?.id}
        opened={renamed !== null}
        title={t('tags.renameOne', { name: renamed?.name ?? '' })}
        initial={renamed?.name ?? ''}
        save={async (name) =>
          renamed && rename(account.id, { type: renamed.type, id: renamed.id }, name)
        }
        onClose={() => setRenamed(null)}
      />
      <ConfirmDialog
        opened={deleted !== null}
        title={t('tags.deleteOne', { name: deleted?.name ?? '' })}
        body={deleted?.type === 'tag-group' ? t('tags.deleteGroupBody') : t('tags.deleteTagBody')}
        action={t('tags.delete')}
        busy={deletion.isPending}
        problem={deletion.error}
        onClose={() => setDeleted(null)}
        onConfirm={() => deleted && deletion.mutate(deleted)}
      />
    </Stack>
  )
}

function TagGroupPanel(props: {
  group: TagGroupState
  tags: GroupedTagState[]
  deeds: (subject: Subject, isKept?: boolean) => ReactNode
  add: ReactNode
}) {
  const { t } = useTranslation()
  const { group, tags, deeds, add } = props
  return (
    <Panel
      title={group.name}
      flush
      action={
        <Group gap="xs">
          {group.default ? <Badge color="gray">{t('tags.isDefault')}</Badge> : null}
          {group.exclusive ? (
            <Badge color="petrol" title={t('tags.exclusiveHint')}>
              {t('tags.isExclusive')}
            </Badge>
          ) : null}
          {deeds({ type: 'tag-group', id: group.id, name: group.name }, group.default)}
          {add}
        </Group>
      }
    >
      {tags.length === 0 ? (
        <Text size="sm" c="dimmed" p="md">
          {t('tags.noTags')}
        </Text>
      ) : (
        <DataTable
          caption={group.name}
          rows={tags}
          columns={[
            { key: 'name', header: t('fields.name'), cell: (tag) => tag.name },
            {
              key: 'deeds',
              header: '',
              align: 'end',
              cell: (tag) => deeds({ type: 'tag', id: tag.id, name: tag.name }),
            },
          ]}
        />
      )}
    </Panel>
  )
}

function Deeds(props: {
  name: string
  refusal: string | undefined
  onRename: () => void
  /** Null: it cannot be deleted. */
  onDelete: (() => void) | null
}) {
  const { t } = useTranslation()
  const { name, refusal, onRename, onDelete } = props
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <Act
        size="compact-sm"
        variant="subtle"
        refusal={refusal}
        aria-label={t('tags.renameOne', { name })}
        onClick={onRename}
      >
        {t('tags.rename')}
      </Act>
      {onDelete ? (
        <Act
          size="compact-sm"
          variant="subtle"
          color="red"
          refusal={refusal}
          aria-label={t('tags.deleteOne', { name })}
          onClick={onDelete}
        >
          {t('tags.delete')}
        </Act>
      ) : null}
    </Group>
  )
}

/** Whether a group is exclusive is decided once, when it is made. */
function GroupForm(props: { onDone: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [name, setName] = useState('')
  const [exclusive, setExclusive] = useState(false)
  const save = useMutation({
    mutationFn: () => createTagGroup(account.id, { name: name.trim(), exclusive }),
    onSuccess: props.onDone,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim()) save.mutate()
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('fields.name')}
          value={name}
          maxLength={TAG_NAME_CHARACTERS_MAX}
          required
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox
          label={t('tags.isExclusive')}
          description={t('tags.exclusiveHint')}
          checked={exclusive}
          onChange={(event) => setExclusive(event.currentTarget.checked)}
        />
        <ProblemNotice problem={save.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('tags.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
