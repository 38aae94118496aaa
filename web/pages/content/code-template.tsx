import { Grid, Stack, Tabs } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount, useRefusal } from '../../account.ts'
import { changeTemplate, type TemplateContent, type TemplateState } from '../../api/content.ts'
import { ApiProblem } from '../../api/problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'
import { CodeEditor, type Place } from './code-editor.tsx'
import { FindingCount, Findings, useFindings } from './findings.tsx'
import { MailPreview } from './mail-preview.tsx'
import { PreviewDataChoice, usePreviewData } from './preview-data.tsx'
import { TemplateFrame } from './template-frame.tsx'

type Field = 'source' | 'text'

/** HTML or MJML with what it becomes beside it. */
export function CodeTemplate(props: { template: TemplateState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { template } = props
  const refusal = useRefusal('templates:write')
  const isMjml = template.editor_type === 'MJML'
  const stored = {
    source: (isMjml ? template.mjml : template.html) ?? '',
    text: template.text ?? '',
  }
  const [written, setWritten] = useState(stored)
  const [field, setField] = useState<Field>('source')
  const [side, setSide] = useState<string | null>('preview')
  const [goTo, setGoTo] = useState<Place | null>(null)
  const isDirty = written.source !== stored.source || written.text !== stored.text
  const content: TemplateContent = {
    ...(isMjml ? { mjml: written.source } : { html: written.source }),
    ...(written.text.trim() ? { text: written.text } : {}),
  }
  const [data, setData] = usePreviewData(written.source)
  const check = useFindings(content, data.metricId)

  const save = useMutation({
    mutationFn: () =>
      changeTemplate(account.id, template.id, {
        ...content,
        text: written.text.trim() ? written.text : null,
      }),
    onSuccess: () => done(t('common.saved')),
    onError: (problem) => {
      const place = placeOf(problem)
      if (!place) return
      setField(place.field)
      if (place.line !== null) setGoTo({ line: place.line, column: place.column ?? 1 })
    },
  })
  useHotkeys([['mod+S', () => isDirty && !refusal && save.mutate()]], [])
  const mistake = placeOf(save.error)

  function change(name: Field, value: string) {
    setWritten({ ...written, [name]: value })
    if (save.error) save.reset()
  }

  return (
    <TemplateFrame
      template={template}
      content={content}
      data={data}
      isDirty={isDirty}
      isSaving={save.isPending}
      onSave={() => save.mutate()}
    >
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Tabs value={field} onChange={(value) => setField(value === 'text' ? 'text' : 'source')}>
            <Tabs.List mb="sm">
              <Tabs.Tab value="source">{isMjml ? 'MJML' : 'HTML'}</Tabs.Tab>
              <Tabs.Tab value="text">{t('content.plainText')}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="source">
              <CodeEditor
                label={isMjml ? t('content.mjmlSource') : t('content.htmlSource')}
                value={written.source}
                onChange={(value) => change('source', value)}
                readOnly={Boolean(refusal)}
                mistake={mistake?.field === 'source' ? mistake : null}
                goTo={goTo}
              />
            </Tabs.Panel>
            <Tabs.Panel value="text">
              <CodeEditor
                label={t('content.textSource')}
                value={written.text}
                onChange={(value) => change('text', value)}
                readOnly={Boolean(refusal)}
                mistake={mistake?.field === 'text' ? mistake : null}
                goTo={goTo}
              />
            </Tabs.Panel>
          </Tabs>
          {save.error && !mistake ? <ProblemNotice problem={save.error} /> : null}
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Tabs value={side} onChange={setSide}>
            <Tabs.List mb="sm">
              <Tabs.Tab value="preview">{t('content.preview')}</Tabs.Tab>
              <Tabs.Tab value="checks" rightSection={<FindingCount findings={check.data} />}>
                {t('content.checks')}
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="preview">
              <Stack gap="sm">
                <PreviewDataChoice choice={data} onChange={setData} />
                <MailPreview content={content} data={data} />
              </Stack>
            </Tabs.Panel>
            <Tabs.Panel value="checks">
              <Findings
                findings={check.data}
                problem={check.error}
                onShow={({ field: where, line, column }) => {
                  setField(where === 'text' ? 'text' : 'source')
                  if (line !== null) setGoTo({ line, column: column ?? 1 })
                }}
              />
            </Tabs.Panel>
          </Tabs>
        </Grid.Col>
      </Grid>
    </TemplateFrame>
  )
}

/** Where a source cannot be read, when that is why it was refused. */
function placeOf(problem: Error | null) {
  if (!(problem instanceof ApiProblem)) return null
  const [error] = problem.errors
  const pointer = error?.source?.pointer ?? ''
  if (!error || !/\/(html|mjml|text)$/.test(pointer)) return null
  const field: Field = pointer.endsWith('/text') ? 'text' : 'source'
  return {
    field,
    line: numberOf(error.meta?.line),
    column: numberOf(error.meta?.column),
    message: error.detail,
  }
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
