import {
  Badge,
  Button,
  FileInput,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LoaderFunctionArgs } from 'react-router'
import { SNIPPET_LENGTH_MAX } from '../../../src/contract/knowledge.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  addKnowledge,
  addKnowledgeFile,
  approveGap,
  changeSnippet,
  deleteKnowledge,
  dismissGap,
  type GapEntry,
  type KnowledgeState,
  knowledgeGaps,
  knowledgeList,
  readAgain,
} from '../../api/knowledge.ts'
import { queryClient } from '../../api/query-client.ts'
import { DataTable } from '../../table/data-table.tsx'
import { Act } from '../../ui/act.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useFormats } from '../../ui/format.ts'
import { TimeAgo } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done, failed } from '../../ui/toast.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const account = params.accountId ?? ''
  await Promise.all([
    queryClient.ensureQueryData(knowledgeList(account)),
    queryClient.ensureQueryData(knowledgeGaps(account)),
  ])
  return null
}

/** What the agent may quote, and what shoppers asked that nothing answers. */
export function Component() {
  return (
    <Stack gap="lg">
      <Gaps />
      <Sources />
    </Stack>
  )
}

function Sources() {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const { data } = useSuspenseQuery(knowledgeList(account.id))
  const [adding, setAdding] = useState(false)
  const [edited, setEdited] = useState<KnowledgeState | null>(null)
  const [deleted, setDeleted] = useState<KnowledgeState | null>(null)
  const again = useMutation({
    mutationFn: (id: string) => readAgain(account.id, id),
    onError: failed,
  })
  const remove = useMutation({
    mutationFn: (id: string) => deleteKnowledge(account.id, id),
    onSuccess: () => setDeleted(null),
  })
  const add = (
    <Act leftSection={<IconPlus size={15} />} refusal={refusal} onClick={() => setAdding(true)}>
      {t('knowledge.add')}
    </Act>
  )
  return (
    <Panel
      title={t('knowledge.title')}
      hint={t('knowledge.hint')}
      flush
      action={data.length > 0 ? add : null}
    >
      {data.length === 0 ? (
        <EmptyState title={t('knowledge.empty')} body={t('knowledge.emptyBody')} action={add} />
      ) : (
        <DataTable
          caption={t('knowledge.title')}
          rows={data}
          columns={[
            {
              key: 'title',
              header: t('knowledge.source'),
              cell: (one) => (
                <div>
                  <Text size="sm">{one.source.title ?? one.source.url ?? '–'}</Text>
                  <Text size="xs" c="dimmed">
                    {t(`knowledge.type_${one.source.source_type}`)}
                    {one.error ? ` · ${one.error}` : ''}
                  </Text>
                </div>
              ),
            },
            {
              key: 'status',
              header: t('knowledge.status'),
              width: 160,
              cell: (one) => (
                <Badge
                  color={
                    one.status === 'indexed'
                      ? 'petrol'
                      : one.status === 'failed' || one.status === 'rejected'
                        ? 'red'
                        : 'gray'
                  }
                >
                  {t(`knowledge.status_${one.status}`)}
                </Badge>
              ),
            },
            {
              key: 'passages',
              header: t('knowledge.passages'),
              align: 'end',
              secondary: true,
              width: 110,
              cell: (one) => formats.number(one.progress.passages),
            },
            {
              key: 'updated',
              header: t('fields.updated'),
              align: 'end',
              secondary: true,
              width: 140,
              cell: (one) => <TimeAgo at={one.updated_at} zone={account.timezone} />,
            },
            {
              key: 'act',
              header: '',
              align: 'end',
              width: 190,
              cell: (one) => (
                <Group gap={4} justify="flex-end" wrap="nowrap">
                  {one.source.source_type === 'snippet' ? (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      disabled={Boolean(refusal)}
                      title={refusal}
                      onClick={() => setEdited(one)}
                    >
                      {t('groups.edit')}
                    </Button>
                  ) : one.source.source_type === 'webpage' ? (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      disabled={Boolean(refusal)}
                      title={refusal}
                      onClick={() => again.mutate(one.id)}
                    >
                      {t('knowledge.again')}
                    </Button>
                  ) : null}
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="red"
                    disabled={Boolean(refusal)}
                    title={refusal}
                    onClick={() => setDeleted(one)}
                  >
                    {t('groups.delete')}
                  </Button>
                </Group>
              ),
            },
          ]}
        />
      )}
      <Dialog opened={adding} onClose={() => setAdding(false)} title={t('knowledge.add')} size="lg">
        <AddSource onDone={() => setAdding(false)} />
      </Dialog>
      <Dialog
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={t('knowledge.editSnippet')}
        size="lg"
      >
        {edited ? (
          <SnippetForm
            initial={{ title: edited.source.title ?? '', content: edited.source.content ?? '' }}
            action={t('common.save')}
            onSave={async (snippet) => {
              await changeSnippet(account.id, edited.id, snippet)
              setEdited(null)
            }}
          />
        ) : null}
      </Dialog>
      <ConfirmDialog
        opened={deleted !== null}
        title={t('groups.deleteTitle', {
          name: deleted?.source.title ?? deleted?.source.url ?? '',
        })}
        body={t('knowledge.deleteBody')}
        action={t('groups.delete')}
        busy={remove.isPending}
        problem={remove.error}
        onConfirm={() => (deleted ? remove.mutate(deleted.id) : undefined)}
        onClose={() => setDeleted(null)}
      />
    </Panel>
  )
}

function AddSource(props: { onDone: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [kind, setKind] = useState<'snippet' | 'webpage' | 'file'>('snippet')
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={t('knowledge.kind')}
        value={kind}
        onChange={setKind}
        data={(['snippet', 'webpage', 'file'] as const).map((each) => ({
          value: each,
          label: t(`knowledge.type_${each}`),
        }))}
      />
      {kind === 'snippet' ? (
        <SnippetForm
          initial={{ title: '', content: '' }}
          action={t('knowledge.add')}
          onSave={async (snippet) => {
            await addKnowledge(account.id, { source_type: 'snippet', ...snippet })
            props.onDone()
          }}
        />
      ) : kind === 'webpage' ? (
        <WebpageForm onDone={props.onDone} />
      ) : (
        <FileForm onDone={props.onDone} />
      )}
    </Stack>
  )
}

function SnippetForm(props: {
  initial: { title: string; content: string }
  action: string
  onSave: (snippet: { title: string; content: string }) => Promise<void>
}) {
  const { t } = useTranslation()
  const [title, setTitle] = useState(props.initial.title)
  const [content, setContent] = useState(props.initial.content)
  const save = useMutation({
    mutationFn: () => props.onSave({ title: title.trim(), content: content.trim() }),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('knowledge.snippetTitle')}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          maxLength={200}
          required
        />
        <Textarea
          label={t('knowledge.snippetContent')}
          value={content}
          onChange={(event) => setContent(event.currentTarget.value)}
          maxLength={SNIPPET_LENGTH_MAX}
          autosize
          minRows={6}
          maxRows={18}
          required
        />
        <ProblemNotice problem={save.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending}>
            {props.action}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function WebpageForm(props: { onDone: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [url, setUrl] = useState('')
  const [scope, setScope] = useState<'single-page' | 'entire-site'>('single-page')
  const add = useMutation({
    mutationFn: () => addKnowledge(account.id, { source_type: 'webpage', url: url.trim(), scope }),
    onSuccess: props.onDone,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate()
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('knowledge.url')}
          type="url"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          required
        />
        <Select
          label={t('knowledge.scope')}
          allowDeselect={false}
          value={scope}
          data={(['single-page', 'entire-site'] as const).map((each) => ({
            value: each,
            label: t(`knowledge.scope_${each}`),
          }))}
          onChange={(each) => (each ? setScope(each) : undefined)}
        />
        <ProblemNotice problem={add.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending}>
            {t('knowledge.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function FileForm(props: { onDone: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [title, setTitle] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const add = useMutation({
    mutationFn: async () => {
      if (file) await addKnowledgeFile(account.id, title.trim() || file.name, file)
    },
    onSuccess: props.onDone,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate()
      }}
    >
      <Stack gap="md">
        <FileInput
          label={t('knowledge.file')}
          description={t('knowledge.fileHint')}
          value={file}
          onChange={setFile}
          accept=".pdf,.docx,.txt,.md,.html,.htm"
          required
        />
        <TextInput
          label={t('knowledge.snippetTitle')}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          placeholder={file?.name ?? ''}
          maxLength={200}
        />
        <ProblemNotice problem={add.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending} disabled={file === null}>
            {t('knowledge.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Gaps() {
  const { t } = useTranslation()
  const account = useAccount()
  const { data } = useSuspenseQuery(knowledgeGaps(account.id))
  const [filled, setFilled] = useState<GapEntry | null>(null)
  const open = data.filter((gap) => gap.state === 'open')
  const approved = data.filter((gap) => gap.state === 'approved').slice(0, APPROVED_SHOWN)
  return (
    <Panel title={t('knowledge.gaps')} hint={t('knowledge.gapsHint')}>
      {open.length === 0 && approved.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('knowledge.noGaps')}
        </Text>
      ) : (
        <Stack gap="md">
          {open.map((gap) => (
            <Gap key={gap.id} gap={gap} onFill={() => setFilled(gap)} />
          ))}
          {approved.map((gap) => (
            <Text key={gap.id} size="sm" c="dimmed">
              „{gap.sample_questions[0]}“ –{' '}
              {t('knowledge.askedAgain', {
                answered: gap.asked_again?.answered ?? 0,
                questions: gap.asked_again?.questions ?? 0,
              })}
            </Text>
          ))}
        </Stack>
      )}
      <Dialog
        opened={filled !== null}
        onClose={() => setFilled(null)}
        title={t('knowledge.fill')}
        size="lg"
      >
        {filled ? (
          <SnippetForm
            initial={filled.draft ?? { title: filled.sample_questions[0] ?? '', content: '' }}
            action={t('knowledge.approve')}
            onSave={async (snippet) => {
              await approveGap(account.id, filled.id, snippet)
              setFilled(null)
              done(t('knowledge.approved'))
            }}
          />
        ) : null}
      </Dialog>
    </Panel>
  )
}

const APPROVED_SHOWN = 5

function Gap(props: { gap: GapEntry; onFill: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const { gap } = props
  const dismiss = useMutation({
    mutationFn: () => dismissGap(account.id, gap.id),
    onError: failed,
  })
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap">
      <div>
        <Text size="sm" fw={550}>
          „{gap.sample_questions[0]}“
        </Text>
        {gap.sample_questions.slice(1, 3).map((question) => (
          <Text key={question} size="sm" c="dimmed">
            „{question}“
          </Text>
        ))}
        <Text size="xs" c="dimmed">
          {t('knowledge.asked', { count: gap.questions })} ·{' '}
          <TimeAgo at={gap.last_seen_at} zone={account.timezone} />
        </Text>
      </div>
      <Group gap="xs" wrap="nowrap">
        <Act size="xs" refusal={refusal} onClick={props.onFill}>
          {t('knowledge.fill')}
        </Act>
        <Act
          size="xs"
          variant="subtle"
          refusal={refusal}
          loading={dismiss.isPending}
          onClick={() => dismiss.mutate()}
        >
          {t('knowledge.dismiss')}
        </Act>
      </Group>
    </Group>
  )
}
