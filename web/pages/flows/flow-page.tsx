import { ActionIcon, Alert, Badge, Grid, Group, Menu, SegmentedControl, Stack } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import {
  IconArchive,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconDots,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react'
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Link,
  type LoaderFunctionArgs,
  useNavigate,
  useParams,
  useSearchParams,
} from 'react-router'
import type { FlowDefinition } from '../../../src/contract/flows.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { archiveFlow } from '../../api/flow-simulations.ts'
import { changeFlow, type FlowState, flow, stepCounts } from '../../api/flows.ts'
import { ApiProblem } from '../../api/problem.ts'
import { queryClient } from '../../api/query-client.ts'
import { TagsField } from '../../fields/tags.tsx'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done, failed } from '../../ui/toast.ts'
import { edit, redo, startEditing, undo } from '../content/editing.ts'
import { LeaveGuard } from '../content/template-frame.tsx'
import { Canvas, type StepNotes } from './canvas-state.ts'
import { FlowCanvas } from './flow-canvas.tsx'
import { checkFlow, refusedToSave } from './flow-checks.ts'
import { DeleteFlow, RenameFlow } from './flow-deeds.tsx'
import {
  actionNamed,
  copy,
  freshName,
  insert,
  isSame,
  move,
  neighbouringPlace,
  problemsByStep,
  remove,
} from './flow-edits.ts'
import { FlowHistory } from './flow-history.tsx'
import { FlowJson } from './flow-json.tsx'
import { FlowOutline } from './flow-outline.tsx'
import { FlowPeople } from './flow-people.tsx'
import { FlowSimulation } from './flow-simulation.tsx'
import { newAction } from './new-action.ts'
import { StatusBadge } from './status-badge.tsx'
import { StatusSwitch } from './status-switch.tsx'
import { StepPanel } from './step-panel.tsx'
import { TriggerPanel } from './trigger-panel.tsx'

const VIEWS = ['canvas', 'list', 'people', 'simulation', 'history', 'json'] as const
type View = (typeof VIEWS)[number]

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.ensureQueryData(flow(params.accountId ?? '', params.flowId ?? ''))
  return null
}

export function Component() {
  const account = useAccount()
  const { flowId = '' } = useParams()
  const { data } = useSuspenseQuery(flow(account.id, flowId))
  return <FlowEditor key={data.id} flow={data} />
}

function FlowEditor(props: { flow: FlowState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const navigate = useNavigate()
  const notAllowed = useRefusal('flows:write')
  const [search, setSearch] = useSearchParams()
  const [base, setBase] = useState(props.flow)
  const [editing, setEditing] = useState(() => startEditing(props.flow.definition))
  const [selected, setSelected] = useState<string | null | undefined>(
    props.flow.definition.triggers.length === 0 ? null : undefined,
  )
  const [moving, setMoving] = useState<string | null>(null)
  const [peopleAt, setPeopleAt] = useState<string | null>(null)
  const [open, setOpen] = useState<'rename' | 'delete' | null>(null)
  const definition = editing.present
  const isDirty = !isSame(definition, base.definition)
  const view = VIEWS.find((one) => one === search.get('view')) ?? 'canvas'
  const { data: counts } = useQuery(stepCounts(account.id, base.id))

  // What others saved is taken over, unless it would overwrite what was done here. Just after saving,
  // what is handed in is still the version before.
  if (props.flow !== base && !isDirty && props.flow.version >= base.version) adopt(props.flow)

  function adopt(saved: FlowState) {
    setBase(saved)
    if (!isSame(saved.definition, definition)) setEditing(startEditing(saved.definition))
    if (selected && !actionNamed(saved.definition, selected)) {
      // What was new has got its id.
      const at = definition.actions.findIndex(
        (one) => one.id === null && one.temporary_id === selected,
      )
      setSelected(saved.definition.actions[at]?.id ?? undefined)
    }
  }
  const save = useMutation({
    mutationFn: () => changeFlow(account.id, base.id, { definition, version: base.version }),
    onSuccess: async () => {
      adopt(await queryClient.fetchQuery(flow(account.id, base.id)))
      done(t('common.saved'))
    },
  })
  const archive = useMutation({
    mutationFn: () => archiveFlow(account.id, base.id, !base.archived),
    onSuccess: () => done(t('common.saved')),
    onError: failed,
  })
  const archiveRefusal =
    notAllowed ??
    (!base.archived && base.status !== 'draft' ? t('flows.archiveDraftsOnly') : undefined)
  const change = (next: FlowDefinition, about?: string) => {
    if (notAllowed) return
    setEditing((current) => edit(current, next, about ?? null))
    if (selected && !actionNamed(next, selected)) setSelected(undefined)
  }
  const show = (next: View) => setSearch(next === 'canvas' ? {} : { view: next }, { replace: true })

  const found = useMemo(() => checkFlow(definition), [definition])
  const notes = useMemo(() => {
    const all = new Map<string | null, StepNotes>()
    const add = (step: string | null, note: string, isRed: boolean) => {
      const known = all.get(step) ?? { isRed: false, notes: [] }
      all.set(step, { isRed: known.isRed || isRed, notes: [...known.notes, note] })
    }
    if (save.error instanceof ApiProblem) {
      const problems = save.error.errors.flatMap(({ source, detail }) =>
        source?.pointer ? [{ pointer: source.pointer, detail }] : [],
      )
      for (const [step, details] of problemsByStep(definition, problems)) {
        for (const detail of details) add(step, detail, true)
      }
    }
    for (const { step, finding, isRed } of found) add(step, t(`flows.finding_${finding}`), isRed)
    return all
  }, [found, save.error, definition, t])

  useHotkeys([
    ['mod+Z', () => setEditing(undo)],
    ['mod+shift+Z', () => setEditing(redo)],
    ['mod+Y', () => setEditing(redo)],
    ['alt+ArrowUp', () => shift('up')],
    ['alt+ArrowDown', () => shift('down')],
    ['mod+D', () => selected && change(copy(definition, selected))],
    ['Delete', () => selected && change(remove(definition, selected))],
    ['Escape', () => setMoving(null)],
  ])

  function shift(direction: 'up' | 'down') {
    if (!selected) return
    const place = neighbouringPlace(definition, selected, direction)
    const next = place && move(definition, selected, place)
    if (next) change(next)
  }

  const saveRefusal =
    notAllowed ??
    (!isDirty
      ? t('flows.nothingToSave')
      : refusedToSave(found)
        ? t('flows.openChoices')
        : undefined)
  const trigger = definition.triggers[0]
  const metricId = trigger?.type === 'metric' ? trigger.id : null
  const side =
    selected === undefined ? null : selected === null ? (
      <TriggerPanel
        definition={definition}
        savedKind={base.definition.triggers[0]?.type}
        notes={notes.get(null)?.notes ?? []}
        onChange={change}
        onClose={() => setSelected(undefined)}
      />
    ) : (
      <StepPanel
        key={selected}
        flowId={base.id}
        definition={definition}
        name={selected}
        metricId={metricId}
        count={counts?.get(selected)}
        notes={notes.get(selected)?.notes ?? []}
        refusal={notAllowed}
        onChange={change}
        onMove={() => setMoving(selected)}
        onClose={() => setSelected(undefined)}
        onShowPeople={() => {
          setPeopleAt(selected)
          show('people')
        }}
      />
    )

  return (
    <Page
      title={base.name}
      wide
      above={
        <Link to={paths.flows(account.id)} className="quiet-link back-link">
          <IconArrowLeft size={14} aria-hidden /> {t('flows.title')}
        </Link>
      }
      lead={
        <Stack gap="xs">
          <Group gap="xs">
            <StatusBadge status={base.status} />
            {isDirty ? <Badge color="apricot">{t('flows.unsaved')}</Badge> : null}
          </Group>
          <TagsField kind="flow" id={base.id} />
        </Stack>
      }
      action={
        <>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('flows.undo')}
            disabled={editing.past.length === 0}
            onClick={() => setEditing(undo)}
          >
            <IconArrowBackUp size={18} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('flows.redo')}
            disabled={editing.future.length === 0}
            onClick={() => setEditing(redo)}
          >
            <IconArrowForwardUp size={18} />
          </ActionIcon>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" size={36} aria-label={t('common.more')}>
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                disabled={Boolean(notAllowed) || isDirty}
                title={notAllowed ?? (isDirty ? t('flows.saveFirst') : undefined)}
                leftSection={<IconPencil size={16} aria-hidden />}
                onClick={() => setOpen('rename')}
              >
                {t('flows.rename')}
              </Menu.Item>
              <Menu.Item
                disabled={Boolean(archiveRefusal)}
                title={archiveRefusal}
                leftSection={<IconArchive size={16} aria-hidden />}
                onClick={() => archive.mutate()}
              >
                {t(base.archived ? 'flows.unarchive' : 'flows.archive')}
              </Menu.Item>
              <Menu.Item
                disabled={Boolean(notAllowed)}
                title={notAllowed}
                color="red"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => setOpen('delete')}
              >
                {t('flows.delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <StatusSwitch
            flow={base}
            refusal={notAllowed ?? (isDirty ? t('flows.saveFirst') : undefined)}
          />
          <Act refusal={saveRefusal} loading={save.isPending} onClick={() => save.mutate()}>
            {t('common.save')}
          </Act>
        </>
      }
    >
      <Stack gap="md">
        <ProblemNotice problem={save.error} />
        <div style={{ overflowX: 'auto' }}>
          <SegmentedControl
            aria-label={t('flows.view')}
            w="fit-content"
            value={view}
            data={VIEWS.map((one) => ({ value: one, label: t(`flows.view_${one}`) }))}
            onChange={(value) => show(VIEWS.find((one) => one === value) ?? 'canvas')}
          />
        </div>
        {moving ? (
          <output>
            <Alert color="petrol" variant="light" role="presentation" p="xs">
              {t('flows.movingHint')}
            </Alert>
          </output>
        ) : null}
        {view === 'people' ? (
          <FlowPeople flow={base} actionId={peopleAt} onActionChange={setPeopleAt} />
        ) : view === 'simulation' ? (
          <FlowSimulation flowId={base.id} definition={definition} />
        ) : view === 'history' ? (
          <FlowHistory
            flowId={base.id}
            definition={definition}
            refusal={notAllowed}
            onRestore={(old) => {
              change(old)
              show('canvas')
            }}
          />
        ) : view === 'json' ? (
          <Panel title={t('flows.json')}>
            <FlowJson definition={definition} onChange={change} />
          </Panel>
        ) : (
          <Canvas
            value={{
              definition,
              counts,
              notes,
              selected,
              onSelect: setSelected,
              moving,
              refusal: notAllowed,
              onInsert: (place, type) => {
                const name = freshName(definition)
                change(insert(definition, place, newAction(type, name)))
                setSelected(name)
              },
              onMoveTo: (place) => {
                const next = moving ? move(definition, moving, place) : undefined
                if (next) change(next)
                setMoving(null)
              },
            }}
          >
            <Grid gap="lg">
              <Grid.Col span={{ base: 12, lg: side ? 7 : 12 }}>
                {view === 'canvas' ? <FlowCanvas /> : <FlowOutline />}
              </Grid.Col>
              {side ? (
                <Grid.Col span={{ base: 12, lg: 5 }}>
                  <div className="flow-side">{side}</div>
                </Grid.Col>
              ) : null}
            </Grid>
          </Canvas>
        )}
      </Stack>
      <LeaveGuard isDirty={isDirty} />
      <RenameFlow flow={open === 'rename' ? base : null} onClose={() => setOpen(null)} />
      <DeleteFlow
        flow={open === 'delete' ? base : null}
        onDeleted={() => void navigate(paths.flows(account.id))}
        onClose={() => setOpen(null)}
      />
    </Page>
  )
}
