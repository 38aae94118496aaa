import { Alert, Anchor, Group, Loader, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Definition } from '../../../src/contract/conditions.ts'
import { useAccount } from '../../account.ts'
import { preview } from '../../api/groups.ts'
import { paths } from '../../paths.ts'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { isWhole } from './new-condition.ts'

/** The hand rests this long before the server is asked. */
const REST_MS = 300

/** Who would be in the segment, while it is being built. */
export function SegmentPreviewPanel(props: { definition: Definition }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const account = useAccount()
  const conditions = props.definition.condition_groups.flatMap((group) => group.conditions)
  const isAskable = conditions.length > 0 && conditions.every(isWhole)
  const [asked] = useDebouncedValue(isAskable ? props.definition : null, REST_MS)
  const { data, error, isFetching } = useQuery({
    ...preview(account.id, asked),
    placeholderData: keepPreviousData,
  })
  return (
    <Panel title={t('groups.preview')} action={isFetching ? <Loader size="xs" /> : null}>
      {!isAskable ? (
        <Text size="sm" c="dimmed">
          {t('groups.previewWaits')}
        </Text>
      ) : error ? (
        <ProblemNotice problem={error} />
      ) : data ? (
        <Stack gap="sm" aria-live="polite">
          <div>
            <Text fz={32} fw={650} lh={1.1} className="number">
              {data.is_complete
                ? formats.number(data.profile_count)
                : t('groups.atLeast', { number: formats.number(data.profile_count) })}
            </Text>
            <Text size="sm" c="dimmed">
              {data.is_complete
                ? t('groups.wouldBeIn', { count: data.profile_count })
                : t('groups.lookedAt', { number: formats.number(data.profiles_looked_at) })}
            </Text>
          </div>
          {data.examples.length > 0 ? (
            <Stack gap={2}>
              <Text size="xs" c="dimmed">
                {t('groups.examples')}
              </Text>
              {data.examples.map((example) => (
                <Anchor
                  key={example.profile_id}
                  component={Link}
                  to={paths.profile(account.id, example.profile_id)}
                  size="sm"
                >
                  {example.name || t('groups.anonymous')}
                </Anchor>
              ))}
            </Stack>
          ) : null}
          {data.warnings.map((warning) => (
            <Alert key={warning.pointer} color="apricot" variant="light">
              <Text size="sm">{warning.detail}</Text>
            </Alert>
          ))}
          <Text size="xs" c="dimmed">
            {t('groups.took', { ms: formats.number(data.took_ms) })}
          </Text>
        </Stack>
      ) : (
        <Group gap="xs">
          <Loader size="xs" />
          <Text size="sm">{t('common.loading')}</Text>
        </Group>
      )}
    </Panel>
  )
}
