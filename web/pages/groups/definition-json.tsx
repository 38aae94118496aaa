import { Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Definition } from '../../../src/contract/conditions.ts'

/** The definition as the API has it. What is typed takes effect once it can be read. */
export function DefinitionJson(props: {
  definition: Definition
  onChange: (definition: Definition) => void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(() => JSON.stringify(props.definition, null, 2))
  const [problem, setProblem] = useState<string | null>(null)

  function change(next: string) {
    setText(next)
    const read = readDefinition(next)
    if ('definition' in read) {
      setProblem(null)
      props.onChange(read.definition)
    } else setProblem(read.problem)
  }

  return (
    <Stack gap="xs">
      <Textarea
        aria-label={t('groups.json')}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        error={problem}
        autosize
        minRows={12}
        maxRows={32}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      <Text size="xs" c="dimmed">
        {t('groups.jsonHint')}
      </Text>
    </Stack>
  )
}

function readDefinition(text: string): { definition: Definition } | { problem: string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
  const read = Definition.safeParse(json)
  if (read.success) return { definition: read.data }
  const [issue] = read.error.issues
  return { problem: `/${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}` }
}
