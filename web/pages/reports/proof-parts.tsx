import { Button, Center, Code, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { useFormats } from '../../ui/format.ts'
import { type KeyValue, KeyValues } from '../../ui/key-values.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

export type ProofPart = 'numerator' | 'denominator'

interface Proof {
  formula: string
  numerator: { value: number; definition: string }
  denominator: { value: number; definition: string } | null
  link: string
}

/** Value and formula first, then what is particular, and at last the link that brings it back. */
export function ProofFacts(props: { proof: Proof; value: string; facts: KeyValue[] }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { proof, value, facts } = props
  return (
    <KeyValues
      items={[
        { key: 'value', label: t('reports.value'), value },
        {
          key: 'formula',
          label: t('reports.formula'),
          value: (
            <Code>
              {proof.formula} = {formats.number(proof.numerator.value)}
              {proof.denominator ? ` ÷ ${formats.number(proof.denominator.value)}` : ''}
            </Code>
          ),
        },
        {
          key: 'numerator',
          label: t('reports.numerator'),
          value: <span lang="en">{proof.numerator.definition}</span>,
        },
        ...(proof.denominator
          ? [
              {
                key: 'denominator',
                label: t('reports.denominator'),
                value: <span lang="en">{proof.denominator.definition}</span>,
              },
            ]
          : []),
        ...facts,
        {
          key: 'link',
          label: t('reports.link'),
          value: (
            <Group gap={4} wrap="nowrap">
              <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
                {proof.link}
              </Text>
              <CopyButton text={proof.link} label={t('reports.copyLink')} />
            </Group>
          ),
        },
      ]}
    />
  )
}

/** The rows behind a number, page by page. `part` null: there is no denominator to choose. */
export function ProofRows<Row extends { id: string }>(props: {
  found: {
    error: Error | null
    hasNextPage: boolean
    isFetchingNextPage: boolean
    fetchNextPage: () => Promise<unknown>
  }
  rows: Row[]
  part: ProofPart | null
  onPart: (part: ProofPart) => void
  columns: Column<Row>[]
}) {
  const { t } = useTranslation()
  const { found, rows, part, onPart, columns } = props
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text fw={600}>{t('reports.rows')}</Text>
        {part ? (
          <SegmentedControl
            aria-label={t('reports.rows')}
            value={part}
            data={(['numerator', 'denominator'] as const).map((one) => ({
              value: one,
              label: t(`reports.${one}`),
            }))}
            onChange={(one) => onPart(one === 'denominator' ? one : 'numerator')}
          />
        ) : null}
      </Group>
      <ProblemNotice problem={found.error} />
      <DataTable caption={t('reports.rows')} rows={rows} columns={columns} />
      {found.hasNextPage ? (
        <Center>
          <Button
            variant="default"
            size="xs"
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {t('reports.moreRows')}
          </Button>
        </Center>
      ) : null}
    </Stack>
  )
}
