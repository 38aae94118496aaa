import { Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FlowDefinition } from '../../../src/contract/flows.ts'

/** The definition as the API has it. What is typed takes effect once it can be read. */
export function FlowJson(props: {
  definition: FlowDefinition
  onChange: (definition: FlowDefinition, about: string) => void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(() => JSON.stringify(props.definition, null, 2))
  const [problem, setProblem] = useState<string | null>(null)

  function change(next: string) {
    setText(next)
    const read = readFlow(next)
    if ('definition' in read) {
      setProblem(null)
      props.onChange(read.definition, 'json')
    } else setProblem(read.problem)
  }

  return (
    <Stack gap="xs">
      <Textarea
        aria-label={t('flows.json')}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        error={problem}
        autosize
        minRows={16}
        maxRows={40}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      <Text size="xs" c="dimmed">
        {t('flows.jsonHint')}
      </Text>
    </Stack>
  )
}

function readFlow(text: string): { definition: FlowDefinition } | { problem: string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
  const read = FlowDefinition.safeParse(json)
  if (read.success) return { definition: read.data }
  const [issue] = read.error.issues
  return { problem: `/${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}` }
}
