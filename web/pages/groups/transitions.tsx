import { Badge, Group, Stack, Text } from '@mantine/core'
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccount } from '../../account.ts'
import { type TransitionState, transitions } from '../../api/groups.ts'
import { paths } from '../../paths.ts'
import { TimeAgo } from '../../ui/moment.tsx'
import { Panel } from '../../ui/panel.tsx'

const SHOWN = 15

/** Who came and went, newest first, and why. */
export function Transitions(props: { groupId: string }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { data = [] } = useQuery(transitions(account.id, props.groupId))
  return (
    <Panel title={t('groups.transitions')} hint={t('groups.transitionsHint')}>
      {data.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('groups.noTransitions')}
        </Text>
      ) : (
        <Stack gap="xs">
          {data.slice(0, SHOWN).map((one) => (
            <Group key={one.id} gap="xs" wrap="nowrap">
              {one.kind === 'joined' ? (
                <IconArrowRight size={15} color="var(--accent)" aria-hidden />
              ) : (
                <IconArrowLeft size={15} aria-hidden />
              )}
              <Text size="sm" style={{ flex: 1, minWidth: 0 }} truncate>
                {one.profileId ? (
                  <Link to={paths.profile(account.id, one.profileId)} className="quiet-link">
                    {nameOf(one, t('groups.anonymous'))}
                  </Link>
                ) : (
                  t('groups.anonymous')
                )}{' '}
                {t(`groups.${one.kind}Word`)}
              </Text>
              <Badge size="xs" color="gray">
                {t(`groups.cause_${one.cause}`)}
              </Badge>
              <Text size="xs" c="dimmed">
                <TimeAgo at={one.changed_at} zone={account.timezone} />
              </Text>
            </Group>
          ))}
        </Stack>
      )}
    </Panel>
  )
}

function nameOf({ profile }: TransitionState, anonymous: string): string {
  const text = (key: string) => (typeof profile?.[key] === 'string' ? profile[key] : '')
  const full = [text('first_name'), text('last_name')].filter(Boolean).join(' ')
  return full || text('email') || text('phone_number') || text('external_id') || anonymous
}
