import {
  ActionIcon,
  Group,
  SegmentedControl,
  Stack,
  Tabs,
  Text,
  Textarea,
  Tooltip,
} from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { TemplateDefinition } from '../../../src/contract/blocks.ts'
import type { TemplateFinding } from '../../../src/contract/templates.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { changeTemplate, type TemplateState } from '../../api/content.ts'
import { ApiProblem } from '../../api/problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'
import type { Selection } from './block-canvas.tsx'
import { BlockEditor } from './block-editor.tsx'
import { blockAt, withIds } from './definition.ts'
import { edit, redo, startEditing, undo } from './editing.ts'
import { FindingCount, Findings, useFindings } from './findings.tsx'
import { MailPreview } from './mail-preview.tsx'
import { PreviewDataChoice, usePreviewData } from './preview-data.tsx'
import { TemplateFrame } from './template-frame.tsx'

type Tab = 'design' | 'preview' | 'checks' | 'json'

/** A template of blocks: put together, looked at, checked, or read as JSON. */
export function BlockTemplate(props: { template: TemplateState; definition: TemplateDefinition }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { template } = props
  const refusal = useRefusal('templates:write')
  const [editing, setEditing] = useState(() =>
    startEditing(withIds(props.definition, () => crypto.randomUUID())),
  )
  const [saved, setSaved] = useState(editing.present)
  const [tab, setTab] = useState<Tab>('design')
  const [width, setWidth] = useState<'desktop' | 'mobile'>('desktop')
  const [selection, setSelection] = useState<Selection | null>(null)
  const definition = editing.present
  const isDirty = definition !== saved
  const [data, setData] = usePreviewData(JSON.stringify(definition))
  const check = useFindings({ definition }, data.metricId)

  const save = useMutation({
    mutationFn: (wanted: TemplateDefinition) =>
      changeTemplate(account.id, template.id, { definition: wanted }),
    onSuccess: (_, wanted) => {
      // At once: whoever reads that it is saved may leave, and is not asked about it any more.
      flushSync(() => setSaved(wanted))
      done(t('common.saved'))
    },
    onError: (problem) => {
      const pointer = problem instanceof ApiProblem ? problem.errors[0]?.source?.pointer : null
      if (pointer) show(pointer.replace('/data/attributes/definition', ''))
    },
  })
  useHotkeys(
    [
      ['mod+S', () => isDirty && !refusal && save.mutate(definition)],
      ['mod+Z', () => setEditing(undo)],
      ['mod+shift+Z', () => setEditing(redo)],
    ],
    // Fields take back their own letters.
    ['INPUT', 'TEXTAREA', 'SELECT'],
  )

  function change(next: TemplateDefinition, about: string | null) {
    setEditing((now) => edit(now, next, about))
    if (save.error) save.reset()
  }

  function show(place: string) {
    const block = blockAt(definition, place)
    if (!block?.id) return
    const { id } = block
    setTab('design')
    setSelection({ kind: 'block', id })
    // Not before the canvas is there again.
    requestAnimationFrame(() =>
      document.getElementById(`block-${id}`)?.scrollIntoView({ block: 'center' }),
    )
  }

  return (
    <TemplateFrame
      template={template}
      content={{ definition }}
      data={data}
      isDirty={isDirty}
      isSaving={save.isPending}
      onSave={() => save.mutate(definition)}
    >
      <Tabs
        value={tab}
        onChange={(value) => setTab((value as Tab | null) ?? 'design')}
        keepMounted={false}
      >
        <Group justify="space-between" mb="md" gap="sm">
          <Tabs.List>
            <Tabs.Tab value="design">{t('content.design')}</Tabs.Tab>
            <Tabs.Tab value="preview">{t('content.preview')}</Tabs.Tab>
            <Tabs.Tab value="checks" rightSection={<FindingCount findings={check.data} />}>
              {t('content.checks')}
            </Tabs.Tab>
            <Tabs.Tab value="json">JSON</Tabs.Tab>
          </Tabs.List>
          {tab === 'design' ? (
            <Group gap="xs">
              <SegmentedControl
                size="xs"
                aria-label={t('content.view')}
                value={width}
                onChange={(value) => setWidth(value === 'mobile' ? 'mobile' : 'desktop')}
                data={[
                  { value: 'desktop', label: t('content.desktop') },
                  { value: 'mobile', label: t('content.mobile') },
                ]}
              />
              <Step
                label={t('content.undo')}
                icon={<IconArrowBackUp size={17} />}
                isPossible={editing.past.length > 0}
                onStep={() => setEditing(undo)}
              />
              <Step
                label={t('content.redo')}
                icon={<IconArrowForwardUp size={17} />}
                isPossible={editing.future.length > 0}
                onStep={() => setEditing(redo)}
              />
            </Group>
          ) : null}
        </Group>
        <Stack gap="sm" mb={save.error ? 'md' : 0}>
          <ProblemNotice problem={save.error} />
        </Stack>
        <Tabs.Panel value="design">
          <BlockEditor
            definition={definition}
            selection={selection}
            width={width}
            metricId={data.metricId}
            onSelect={setSelection}
            onChange={change}
          />
        </Tabs.Panel>
        <Tabs.Panel value="preview">
          <Stack gap="sm">
            <PreviewDataChoice choice={data} onChange={setData} />
            <MailPreview content={{ definition }} data={data} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="checks">
          <Findings
            findings={check.data}
            problem={check.error}
            onShow={({ block }: TemplateFinding) => block && show(block)}
          />
        </Tabs.Panel>
        <Tabs.Panel value="json">
          <DefinitionJson definition={definition} onChange={(next) => change(next, 'json')} />
        </Tabs.Panel>
      </Tabs>
    </TemplateFrame>
  )
}

function Step(props: {
  label: string
  icon: React.ReactNode
  isPossible: boolean
  onStep: () => void
}) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon
        variant="default"
        size={30}
        aria-label={props.label}
        disabled={!props.isPossible}
        onClick={props.onStep}
      >
        {props.icon}
      </ActionIcon>
    </Tooltip>
  )
}

/** The definition as the API has it. What is typed takes effect once it can be read. */
function DefinitionJson(props: {
  definition: TemplateDefinition
  onChange: (definition: TemplateDefinition) => void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(() => JSON.stringify(props.definition, null, 2))
  const [problem, setProblem] = useState<string | null>(null)

  function change(next: string) {
    setText(next)
    const read = readDefinition(next)
    if ('definition' in read) {
      setProblem(null)
      props.onChange(withIds(read.definition, () => crypto.randomUUID()))
    } else setProblem(read.problem)
  }

  return (
    <Stack gap="xs">
      <Textarea
        aria-label={t('content.definitionJson')}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        error={problem}
        autosize
        minRows={16}
        maxRows={36}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      <Text size="xs" c="dimmed">
        {t('content.jsonHint')}
      </Text>
    </Stack>
  )
}

function readDefinition(text: string): { definition: TemplateDefinition } | { problem: string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
  const read = TemplateDefinition.safeParse(json)
  if (read.success) return { definition: read.data }
  const [issue] = read.error.issues
  return { problem: `/${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}` }
}
