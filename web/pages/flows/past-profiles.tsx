import { Button, Group, NumberInput, Progress, SegmentedControl, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PAST_DAYS_MAX } from '../../../src/contract/flow-simulations.ts'
import { useAccount } from '../../account.ts'
import { addPastProfiles, isOpen, pastProfilesJob } from '../../api/flow-simulations.ts'
import type { FlowState } from '../../api/flows.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { refusalWords } from './step-words.ts'

const DAYS = 30
type Place = 'where-they-would-be' | 'beginning'

/** People who would be in the flow, had it been live. */
export function PastProfiles(props: { flow: FlowState; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('flows.addPast')}>
      <Adding {...props} />
    </Dialog>
  )
}

function Adding({ flow, onClose }: { flow: FlowState; onClose: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const [days, setDays] = useState(DAYS)
  const [place, setPlace] = useState<Place>('where-they-would-be')
  const [jobId, setJobId] = useState<string | null>(null)
  const { data: job } = useQuery({
    ...pastProfilesJob(account.id, jobId ?? ''),
    enabled: jobId !== null,
  })
  const add = useMutation({
    mutationFn: () => addPastProfiles(account.id, flow.id, { days, place }),
    onSuccess: setJobId,
  })
  const isMetric = flow.definition.triggers[0]?.type === 'metric'
  return (
    <Stack gap="md">
      <Text size="sm">{t('flows.addPastBody')}</Text>
      {isMetric ? (
        <NumberInput
          label={t('flows.pastDays')}
          min={1}
          max={PAST_DAYS_MAX}
          allowDecimal={false}
          value={days}
          onChange={(value) =>
            setDays(Math.min(PAST_DAYS_MAX, Math.max(1, Math.round(Number(value)) || 1)))
          }
        />
      ) : (
        <SegmentedControl
          aria-label={t('flows.pastPlace')}
          value={place}
          data={[
            { value: 'where-they-would-be', label: t('flows.place_where') },
            { value: 'beginning', label: t('flows.place_beginning') },
          ]}
          onChange={(value) =>
            setPlace(value === 'beginning' ? 'beginning' : 'where-they-would-be')
          }
        />
      )}
      <ProblemNotice problem={add.error} />
      {job ? (
        <div aria-live="polite">
          {isOpen(job.status) ? (
            <Progress
              aria-label={t('flows.addPast')}
              value={job.total ? (job.done / job.total) * 100 : 5}
              animated
            />
          ) : null}
          <Text size="sm">{t('flows.addedCount', { count: job.added })}</Text>
          {Object.entries(job.refusals).map(([reason, count]) => (
            <Text key={reason} size="xs" c="dimmed">
              {refusalWords(reason, t)}: {count}
            </Text>
          ))}
        </div>
      ) : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('common.close')}
        </Button>
        <Button loading={add.isPending} disabled={jobId !== null} onClick={() => add.mutate()}>
          {t('flows.addPastDo')}
        </Button>
      </Group>
    </Stack>
  )
}
