import {
  ActionIcon,
  Alert,
  Checkbox,
  Fieldset,
  Group,
  NumberInput,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type FlowActionOf, VARIATIONS_MAX } from '../../../src/contract/flows.ts'
import { useAccount } from '../../account.ts'
import { Act } from '../../ui/act.tsx'
import { instantOf, wallIn } from '../../ui/zone.ts'
import { TemplateChoice } from './template-choice.tsx'

type AbTest = FlowActionOf<'ab-test'>
type Tested = AbTest['data']['main_action']
type Experiment = NonNullable<AbTest['data']['current_experiment']>
type Ending = NonNullable<Experiment['automatic_winner_selection_settings']>

const WINNER_METRICS = ['unique-opens', 'unique-clicks', 'unique-placed-orders'] as const
const NOTHING_YET: Experiment = {
  id: null,
  name: null,
  variations: [],
  allocations: null,
  started: null,
  winner_metric: 'unique-clicks',
  automatic_winner_selection_settings: null,
}
const BY_HAND: Ending = {
  enabled: false,
  automatic_end_date: null,
  automatic_end_statistical_certainty: false,
}

interface AbTestFormProps {
  action: AbTest
  onChange: (action: AbTest) => void
}

/** What is compared, who gets what, by what it is decided, and when it is over. */
export function AbTestForm({ action, onChange }: AbTestFormProps) {
  const { t } = useTranslation()
  const { main_action: main, experiment_status: status } = action.data
  const experiment = action.data.current_experiment ?? NOTHING_YET
  const { variations, allocations } = experiment
  const put = (part: Partial<Experiment>, isAgain = false) => {
    const next = { ...experiment, ...part }
    const isOver = status === 'completed' && !isAgain
    const running = next.variations.length > 1 ? ('live' as const) : ('draft' as const)
    onChange({
      ...action,
      data: {
        ...action.data,
        experiment_status: isOver ? status : running,
        current_experiment: next,
      },
    })
  }
  const putMain = (main_action: Tested) =>
    onChange({ ...action, data: { ...action.data, main_action } })
  const putVariation = (at: number, one: Tested) =>
    put({ variations: variations.map((other, index) => (index === at ? one : other)) })
  const without = (at: number) => {
    const gone = nameOf(variations[at])
    const kept = Object.entries(allocations ?? {}).filter(([name]) => name !== gone)
    return {
      variations: variations.filter((_, index) => index !== at),
      allocations: allocations && Object.fromEntries(kept),
    }
  }
  const isFull = variations.length >= VARIATIONS_MAX
  const shares = variations.reduce((sum, one) => sum + shareOf(experiment, one), 0)
  return (
    <Stack gap="md">
      {status === 'completed' ? (
        <Alert color="apricot" variant="light" p="xs">
          <Group justify="space-between" gap="xs">
            {t('flows.testIsOver')}
            <Act size="compact-xs" variant="default" onClick={() => put({ started: null }, true)}>
              {t('flows.testAgain')}
            </Act>
          </Group>
        </Alert>
      ) : null}
      <Fieldset p="md" pt="xs" legend={t('flows.mainMessage')}>
        <Content one={main} onChange={putMain} />
      </Fieldset>
      {variations.map((one, at) => (
        <Fieldset
          key={nameOf(one)}
          p="md"
          pt="xs"
          legend={t('flows.variation', { number: at + 1 })}
        >
          <Stack gap="sm">
            <Content one={one} onChange={(changed) => putVariation(at, changed)} />
            <Group align="flex-end" gap="xs" justify="space-between">
              <NumberInput
                label={t('flows.share')}
                w={120}
                min={0}
                max={100}
                allowDecimal={false}
                suffix=" %"
                value={shareOf(experiment, one)}
                onChange={(value) =>
                  put({
                    allocations: {
                      ...Object.fromEntries(
                        variations.map((other) => [nameOf(other), shareOf(experiment, other)]),
                      ),
                      [nameOf(one)]: Math.max(0, Math.round(Number(value)) || 0),
                    },
                  })
                }
              />
              <ActionIcon
                size={36}
                variant="subtle"
                color="gray"
                aria-label={t('flows.removeVariation', { number: at + 1 })}
                onClick={() => put(without(at))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
          </Stack>
        </Fieldset>
      ))}
      {allocations && shares !== 100 ? (
        <Text size="xs" c="dimmed">
          {t('flows.sharesTogether', { shares })}
        </Text>
      ) : null}
      <Act
        size="xs"
        variant="default"
        w="fit-content"
        leftSection={<IconPlus size={14} aria-hidden />}
        refusal={isFull ? t('flows.full', { count: VARIATIONS_MAX }) : undefined}
        onClick={() =>
          put({
            variations: [...variations, newVariation(main, freeName(variations))],
            // Everybody gets the same share again: a new one has none yet.
            allocations: null,
          })
        }
      >
        {t('flows.addVariation')}
      </Act>
      <Select
        label={t('flows.winnerMetric')}
        allowDeselect={false}
        value={experiment.winner_metric ?? 'unique-clicks'}
        data={WINNER_METRICS.map((one) => ({ value: one, label: t(`flows.winner_${one}`) }))}
        onChange={(value) => {
          const winner_metric = WINNER_METRICS.find((one) => one === value)
          if (winner_metric) put({ winner_metric })
        }}
      />
      <EndOfTest
        ending={experiment.automatic_winner_selection_settings ?? BY_HAND}
        onChange={(automatic_winner_selection_settings) =>
          put({ automatic_winner_selection_settings })
        }
      />
    </Stack>
  )
}

/** When the best one is sent to everybody: never by itself, on a day, or when chance explains it no more. */
function EndOfTest({ ending, onChange }: { ending: Ending; onChange: (ending: Ending) => void }) {
  const { t } = useTranslation()
  const { timezone } = useAccount()
  const { enabled, automatic_end_date: end } = ending
  return (
    <Stack gap="xs">
      <Checkbox
        label={t('flows.endsByItself')}
        description={t('flows.endsByItselfHint')}
        checked={enabled}
        onChange={(event) =>
          onChange({
            ...ending,
            enabled: event.currentTarget.checked,
            automatic_end_statistical_certainty:
              event.currentTarget.checked &&
              (end === null || ending.automatic_end_statistical_certainty),
          })
        }
      />
      {enabled ? (
        <>
          <Checkbox
            label={t('flows.endsWhenCertain')}
            description={t('flows.endsWhenCertainHint')}
            checked={ending.automatic_end_statistical_certainty}
            onChange={(event) =>
              onChange({
                ...ending,
                automatic_end_statistical_certainty: event.currentTarget.checked,
              })
            }
          />
          <TextInput
            type="datetime-local"
            label={t('flows.endsAt')}
            description={t('flows.endsAtHint', { zone: timezone })}
            value={end === null ? '' : wallIn(timezone, new Date(end))}
            error={
              end === null && !ending.automatic_end_statistical_certainty
                ? t('flows.endsNever')
                : null
            }
            onChange={(event) => {
              const wall = event.currentTarget.value
              const at = wall === '' ? null : instantOf(wall, timezone).toISOString()
              onChange({ ...ending, automatic_end_date: at })
            }}
          />
        </>
      ) : null}
    </Stack>
  )
}

/** Of a text its words; of a mail the subject and the template. */
function Content({ one, onChange }: { one: Tested; onChange: (one: Tested) => void }) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm">
      <TextInput
        label={t(one.type === 'send-email' ? 'flows.subject' : 'flows.text')}
        value={subjectOf(one)}
        onChange={(event) => onChange(withSubject(one, event.currentTarget.value))}
      />
      {one.type === 'send-email' ? (
        <TemplateChoice
          templateId={one.data.message.template_id}
          onChoose={(template_id) =>
            onChange({
              ...one,
              data: { ...one.data, message: { ...one.data.message, template_id } },
            })
          }
        />
      ) : null}
    </Stack>
  )
}

/** In per cent, as far as there is nothing else said: the same for each. */
function shareOf({ variations, allocations }: Experiment, one: Tested): number {
  const own = allocations?.[nameOf(one)]
  if (own !== undefined) return own
  return allocations ? 0 : Math.round(100 / variations.length)
}

function nameOf(one: Tested | undefined): string {
  return one?.id ?? one?.temporary_id ?? ''
}

function freeName(variations: readonly Tested[]): string {
  const taken = new Set(variations.map((one) => one.temporary_id))
  let number = variations.length + 1
  while (taken.has(`variation-${number}`)) number += 1
  return `variation-${number}`
}

/** The same message as another one that is saved on its own. */
function newVariation(main: Tested, temporary_id: string): Tested {
  const own = { id: null, temporary_id }
  return main.type === 'send-email'
    ? { ...main, ...own, data: { ...main.data, message: { ...main.data.message, id: null } } }
    : { ...main, ...own, data: { ...main.data, message: { ...main.data.message, id: null } } }
}

function subjectOf(one: Tested): string {
  return one.type === 'send-email' ? (one.data.message.subject_line ?? '') : one.data.message.body
}

function withSubject(one: Tested, text: string): Tested {
  return one.type === 'send-email'
    ? {
        ...one,
        data: { ...one.data, message: { ...one.data.message, subject_line: text || null } },
      }
    : { ...one, data: { ...one.data, message: { ...one.data.message, body: text } } }
}
