import {
  Alert,
  Badge,
  Group,
  List,
  Loader,
  Stack,
  Text,
  ThemeIcon,
  VisuallyHidden,
} from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccount } from '../../account.ts'
import { explanation, type SegmentState } from '../../api/groups.ts'
import { paths } from '../../paths.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { useFormats } from '../../ui/format.ts'
import { Moment } from '../../ui/moment.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { conditionSentence } from './condition-sentence.ts'
import { useNaming } from './use-naming.ts'

/** Why somebody is in a segment or not, condition by condition, and until when. */
export function ExplainDialog(props: {
  segment: Pick<SegmentState, 'id' | 'name' | 'definition'>
  who: { id: string; name: string } | null
  onClose: () => void
}) {
  const { t } = useTranslation()
  return (
    <Dialog
      opened={props.who !== null}
      onClose={props.onClose}
      title={t('groups.whyTitle', { who: props.who?.name ?? '', segment: props.segment.name })}
      size="lg"
    >
      {props.who ? <Explanation segment={props.segment} profileId={props.who.id} /> : null}
    </Dialog>
  )
}

function Explanation(props: {
  segment: Pick<SegmentState, 'id' | 'definition'>
  profileId: string
}) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const naming = useNaming()
  const { segment, profileId } = props
  const { data, error } = useQuery(explanation(account.id, segment.id, profileId))
  if (error) return <ProblemNotice problem={error} />
  if (!data) return <Loader size="sm" aria-label={t('common.loading')} />
  return (
    <Stack gap="md">
      <Alert color={data.matches ? 'petrol' : 'gray'} variant="light">
        <Text size="sm" fw={600}>
          {t(data.matches ? 'groups.matches' : 'groups.matchesNot')}
        </Text>
        <Text size="sm">
          {data.next_change ? (
            <>
              {t(data.next_change.matches ? 'groups.enters' : 'groups.leaves')}{' '}
              <Moment at={data.next_change.at} zone={account.timezone} />
            </>
          ) : (
            t('groups.staysSo')
          )}
        </Text>
      </Alert>
      {data.groups.map((conditions, g) => (
        // A group is its place in the sentence.
        <Stack key={g} gap="xs">
          {g > 0 ? (
            <Badge color="gray" w="fit-content">
              {t('groups.and')}
            </Badge>
          ) : null}
          {conditions.map((one, c) => {
            const condition = segment.definition.condition_groups[g]?.conditions[c]
            return (
              // As above.
              <Group key={c} wrap="nowrap" align="flex-start" gap="xs">
                <ThemeIcon
                  size="sm"
                  radius="xl"
                  variant="light"
                  color={one.holds ? 'petrol' : 'red'}
                  aria-hidden
                >
                  {one.holds ? <IconCheck size={14} /> : <IconX size={14} />}
                </ThemeIcon>
                <VisuallyHidden>{t(one.holds ? 'common.yes' : 'common.no')}</VisuallyHidden>
                <div>
                  <Text size="sm">{condition ? conditionSentence(condition, naming) : null}</Text>
                  {one.measured === null ? null : (
                    <Text size="xs" c="dimmed">
                      {t('groups.measured', { value: formats.number(one.measured) })}
                    </Text>
                  )}
                  {one.value === null || one.value === undefined ? null : (
                    <Text size="xs" c="dimmed">
                      {t('groups.hasValue', { value: shownValue(one.value) })}
                    </Text>
                  )}
                  {one.events.length > 0 ? (
                    <List size="xs" c="dimmed">
                      {one.events.slice(0, EVENTS_SHOWN).map((event) => (
                        <List.Item key={event.id}>
                          <Link to={paths.metric(account.id, event.metric_id)}>
                            {naming.nameOf('metric', event.metric_id)}
                          </Link>{' '}
                          <Moment at={event.datetime} zone={account.timezone} />
                        </List.Item>
                      ))}
                      {one.events_counted > EVENTS_SHOWN ? (
                        <List.Item>
                          {t('groups.moreEvents', {
                            count: one.events_counted - EVENTS_SHOWN,
                          })}
                        </List.Item>
                      ) : null}
                    </List>
                  ) : null}
                </div>
              </Group>
            )
          })}
        </Stack>
      ))}
    </Stack>
  )
}

const EVENTS_SHOWN = 5

function shownValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
