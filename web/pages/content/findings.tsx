import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TemplateFinding } from '../../../src/contract/templates.ts'
import { useAccount } from '../../account.ts'
import { type TemplateContent, templateCheck } from '../../api/content.ts'
import { useFormats } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

const REST_MS = 800

export function useFindings(content: TemplateContent, metricId: string | null) {
  const account = useAccount()
  const [rested] = useDebouncedValue(content, REST_MS)
  return useQuery({
    ...templateCheck(account.id, rested, metricId),
    placeholderData: keepPreviousData,
  })
}

/** How many there are, on the tab that leads to them. */
export function FindingCount(props: { findings: readonly TemplateFinding[] | undefined }) {
  const { findings } = props
  if (!findings || findings.length === 0) return null
  const isRed = findings.some(({ severity }) => severity === 'red')
  return (
    <Badge size="xs" color={isRed ? 'red' : 'apricot'}>
      {findings.length}
    </Badge>
  )
}

/** What may be wrong with a mail, each with the way to its place. */
export function Findings(props: {
  findings: readonly TemplateFinding[] | undefined
  problem: Error | null
  onShow: (finding: TemplateFinding) => void
}) {
  const { t } = useTranslation()
  if (props.problem) return <ProblemNotice problem={props.problem} />
  if (!props.findings) return <Text c="dimmed">{t('common.loading')}</Text>
  if (props.findings.length === 0) {
    return (
      <Group gap="xs" wrap="nowrap">
        <IconCircleCheck size={18} color="var(--positive)" aria-hidden />
        <Text size="sm">{t('content.nothingFound')}</Text>
      </Group>
    )
  }
  return (
    <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
      {props.findings.map((finding, at) => (
        // The list is replaced as a whole.
        <li key={at}>
          <Finding finding={finding} onShow={() => props.onShow(finding)} />
        </li>
      ))}
    </Stack>
  )
}

function Finding(props: { finding: TemplateFinding; onShow: () => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { code, severity, line, column, block, data } = props.finding
  const values = Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'number' ? formats.number(value) : value,
    ]),
  )
  const hasPlace = line !== null || block !== null
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      {severity === 'red' ? (
        <IconCircleX size={18} color="var(--negative)" aria-label={t('content.severity_red')} />
      ) : (
        <IconAlertTriangle
          size={18}
          color="var(--notice-text)"
          aria-label={t('content.severity_yellow')}
        />
      )}
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm" fw={550}>
          {t(`content.finding_${code}`)}
        </Text>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {t(`content.findingHint_${code}`, { ...EMPTY, ...values })}
        </Text>
      </div>
      {hasPlace ? (
        <Button size="compact-xs" variant="default" onClick={props.onShow}>
          {line === null
            ? t('content.showBlock')
            : t('content.showLine', { line: formats.number(line), column: column ?? 1 })}
        </Button>
      ) : null}
    </Group>
  )
}

/** What a finding does not tell is said by nothing at all. */
const EMPTY = {
  background: '',
  bytes: '',
  color: '',
  detail: '',
  max: '',
  needed: '',
  ratio: '',
  text: '',
  url: '',
  variable: '{{ organization.full_address }}',
}
