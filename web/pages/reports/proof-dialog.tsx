import { Button, Code, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { metricNames } from '../../../src/contract/metric-names.ts'
import { useAccount } from '../../account.ts'
import { ProofQuestion, type ProofState, proofOf } from '../../api/proofs.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { copyText } from '../../ui/copy-text.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { type Formats, useFormats } from '../../ui/format.ts'
import { type KeyValue, KeyValues } from '../../ui/key-values.tsx'
import { metricName } from '../../ui/names.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { offsetIn } from '../../ui/zone.ts'
import { definitionIn, phraseIn } from '../../words/proof-words.ts'
import { skipReasonWords } from '../../words/skip-reasons.ts'
import { proofIn, withProof } from './proof-address.ts'
import { ProofRows } from './proof-rows.tsx'
import { shownFigure } from './shown-figure.ts'
import { useCloseProof } from './use-open-proof.ts'
import { useProofName } from './use-proof-name.ts'

/** How a number comes about, and the rows behind it: of the number that the address says. */
export function ProofDialog() {
  const { t } = useTranslation()
  const account = useAccount()
  const { search } = useLocation()
  const close = useCloseProof()
  const asked = proofIn(new URLSearchParams(search))
  const question = asked === 'unreadable' ? null : asked
  const found = useQuery(proofOf(account.id, question))
  const nameOf = useProofName(question)
  const title =
    asked === 'unreadable'
      ? t('reports.noProof')
      : found.data
        ? t('reports.proof', { name: nameOf(found.data) })
        : t('reports.proofOfNumber')
  return (
    <Dialog
      opened={asked !== null}
      onClose={close}
      size="xl"
      title={title}
      transitionProps={{ exitDuration: 0 }}
    >
      {asked === 'unreadable' ? (
        <Stack align="flex-start">
          <Text>{t('reports.noProofBody')}</Text>
          <Button onClick={close}>{t('common.close')}</Button>
        </Stack>
      ) : null}
      <ProblemNotice problem={found.error} />
      {question && found.isLoading ? (
        <Skeleton height={320} aria-label={t('common.loading')} />
      ) : null}
      {question && found.data ? (
        <Stack gap="lg">
          <Facts proof={found.data} link={linkTo(question, found.data)} />
          <ProofRows
            key={search}
            question={question}
            hasDenominator={found.data.denominator !== null}
          />
        </Stack>
      ) : null}
    </Dialog>
  )
}

/** The page with this proof open over it; what would move on with time is written out. */
function linkTo(question: ProofQuestion, proof: ProofState): string {
  const written = Object.fromEntries(new URL(proof.link).searchParams)
  const fixed = ProofQuestion.safeParse({ kind: question.kind, ...written })
  const page = new URL(location.href)
  page.search = withProof(page.searchParams, fixed.data ?? question)
  return page.href
}

/** Value and formula first, then what narrows it down, and at last the link that brings it back. */
function Facts({ proof, link: page }: { proof: ProofState; link: string }) {
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
            <Button
              size="xs"
              variant="default"
              leftSection={<IconLink size={15} aria-hidden />}
              onClick={() => void copyText(page, t('reports.linkCopied'))}
            >
              {t('reports.copyLink')}
            </Button>
          ),
        },
        {
          key: 'programs',
          label: t('reports.programs'),
          value: (
            <Group gap={4} wrap="nowrap">
              <Code style={{ overflowWrap: 'anywhere' }}>GET {link}</Code>
              <CopyButton text={link} label={t('reports.copyProgramLink')} />
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
      case 'reason':
        return { key, label, value: values.map((one) => skipReasonWords(one, language)).join(', ') }
      case 'outcome':
        return {
          key,
          label,
          value: values.map((one) => t(`flows.outcome_${one}`, { defaultValue: one })).join(', '),
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
