import { Code, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { metricNames } from '../../../src/contract/metric-names.ts'
import { useAccount } from '../../account.ts'
import { type ProofQuestion, type ProofState, proofOf } from '../../api/proofs.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { type Formats, useFormats } from '../../ui/format.ts'
import { type KeyValue, KeyValues } from '../../ui/key-values.tsx'
import { metricName } from '../../ui/names.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { offsetIn } from '../../ui/zone.ts'
import { definitionIn, phraseIn } from '../../words/proof-words.ts'
import { ProofRows } from './proof-rows.tsx'
import { shownFigure } from './shown-figure.ts'

/** How a number comes about, and the rows behind it. */
export function ProofDialog(props: { question: ProofQuestion; name: string; onClose: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { question, name, onClose } = props
  const { data, error } = useQuery(proofOf(account.id, question))
  return (
    <Dialog opened onClose={onClose} size="xl" title={t('reports.proof', { name })}>
      <ProblemNotice problem={error} />
      {data ? (
        <Stack gap="lg">
          <Facts proof={data} />
          <ProofRows question={question} hasDenominator={data.denominator !== null} />
        </Stack>
      ) : null}
    </Dialog>
  )
}

/** Value and formula first, then what narrows it down, and at last the link that brings it back. */
function Facts({ proof }: { proof: ProofState }) {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const { window, numerator, denominator, currency, link } = proof
  const offset = (instant: string) => offsetIn(window.timezone, new Date(instant))
  // Where clocks change in between, a day is not 24 hours long, and an hour may come twice.
  const clocksChange = offset(window.from_at) !== offset(window.until_at)
  const at = (instant: string) => {
    const shown = formats.dayAndTime(instant, window.timezone)
    return clocksChange ? `${shown} ${offset(instant)}` : shown
  }
  return (
    <KeyValues
      items={[
        {
          key: 'value',
          label: t('reports.value'),
          value: shownFigure(proof, { formats, currency }),
        },
        {
          key: 'formula',
          label: t('reports.formula'),
          value: (
            <Code>
              {proof.formula} = {termsOf(proof, formats)}
              {denominator ? ` ÷ ${formats.number(denominator.value)}` : ''}
            </Code>
          ),
        },
        {
          key: 'numerator',
          label: t('reports.numerator'),
          value: <Said {...definitionIn(i18n.language, numerator)} />,
        },
        ...(denominator
          ? [
              {
                key: 'denominator',
                label: t('reports.denominator'),
                value: <Said {...definitionIn(i18n.language, denominator)} />,
              },
            ]
          : []),
        {
          key: 'window',
          label: t('reports.window'),
          value: (
            <>
              {t('reports.windowText', {
                from: at(window.from_at),
                until: at(window.until_at),
                zone: window.timezone,
              })}
              , {<Said {...phraseIn(i18n.language, window.counts_by)} />}
            </>
          ),
        },
        ...conditionsOf(proof, { t, language: i18n.language }),
        {
          key: 'link',
          label: t('reports.link'),
          value: (
            <Group gap={4} wrap="nowrap">
              <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
                {link}
              </Text>
              <CopyButton text={link} label={t('reports.copyLink')} />
            </Group>
          ),
        },
      ]}
    />
  )
}

/** `98 + 4 − 2 = 100`, or the one number that there is. */
function termsOf({ numerator, terms }: ProofState, formats: Formats): string {
  const sum = formats.number(numerator.value)
  if (terms.length === 0) return sum
  const shown = terms.map(({ value, is_subtracted }, nth) => {
    const sign = is_subtracted ? '− ' : nth > 0 ? '+ ' : ''
    return sign + formats.number(value)
  })
  return `${shown.join(' ')} = ${sum}`
}

/** One fact for each name, in the order in which they came. */
function conditionsOf(
  { conditions }: ProofState,
  { t, language }: { t: TFunction; language: string },
): KeyValue[] {
  return [...Map.groupBy(conditions, (one) => one.name)].map(([name, all]) => {
    const values = all.map((one) => one.value)
    const key = `condition-${name}`
    const label = t(`reports.condition_${name}`)
    switch (name) {
      case 'channel':
        return {
          key,
          label,
          value: values
            .map((one) => t(`conversations.channel_${one}`, { defaultValue: one }))
            .join(', '),
        }
      case 'metric':
      case 'conversion-metric':
        return {
          key,
          label,
          value: values
            .map((name) => metricName({ name, names: metricNames(name) }, language))
            .join(', '),
        }
      case 'exclusion':
        return { key, label, value: values.map((one) => phraseIn(language, one).text).join(', ') }
      default:
        return { key, label, value: values.join(', ') }
    }
  })
}

function Said(props: { text: string; language: string }) {
  return <span lang={props.language}>{props.text}</span>
}
