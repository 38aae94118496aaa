import { Group, NumberInput, Select, Stack, Switch, Table } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CHANNELS, type Channel } from '../../../src/contract/agent-words.ts'
import {
  FIRST_MESSAGE_MODES,
  INACTIVITY_MINUTES_MAX,
  REOPEN_HOURS_MAX,
} from '../../../src/contract/conversations.ts'
import { useAccount, useRefusal } from '../../account.ts'
import {
  type ConversationRulesState,
  changeConversationSettings,
  conversationSettings,
} from '../../api/agent.ts'
import { Act } from '../../ui/act.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { done } from '../../ui/toast.ts'

/** After which silence a conversation is judged, and what its first event keeps of what was said. */
export function EpisodeRules() {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const { data } = useSuspenseQuery(conversationSettings(account.id))
  const [rules, setRules] = useState(data)
  const save = useMutation({
    mutationFn: () => changeConversationSettings(account.id, rules),
    onSuccess: () => done(t('common.saved')),
  })
  const put = (channel: Channel, change: Partial<ConversationRulesState['channels'][Channel]>) =>
    setRules({
      ...rules,
      channels: { ...rules.channels, [channel]: { ...rules.channels[channel], ...change } },
    })
  return (
    <Panel title={t('agent.episodes')} hint={t('agent.episodesHint')}>
      <Stack gap="md">
        <Table.ScrollContainer minWidth={480}>
          <Table verticalSpacing={4} withRowBorders={false}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('agent.channel')}</Table.Th>
                <Table.Th>{t('agent.silence')}</Table.Th>
                <Table.Th>{t('agent.reopen')}</Table.Th>
                <Table.Th>{t('agent.followsUp')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {CHANNELS.map((channel) => {
                const rule = rules.channels[channel]
                const name = t(`conversations.channel_${channel}`)
                return (
                  <Table.Tr key={channel}>
                    <Table.Td>{name}</Table.Td>
                    <Table.Td>
                      <NumberInput
                        aria-label={`${t('agent.silence')}, ${name}`}
                        size="xs"
                        w={110}
                        min={1}
                        max={INACTIVITY_MINUTES_MAX}
                        allowDecimal={false}
                        value={rule.inactivity_minutes}
                        onChange={(minutes) =>
                          put(channel, { inactivity_minutes: Number(minutes) || 1 })
                        }
                      />
                    </Table.Td>
                    <Table.Td>
                      <NumberInput
                        aria-label={`${t('agent.reopen')}, ${name}`}
                        size="xs"
                        w={110}
                        min={0}
                        max={REOPEN_HOURS_MAX}
                        allowDecimal={false}
                        value={rule.reopen_hours}
                        onChange={(hours) => put(channel, { reopen_hours: Number(hours) || 0 })}
                      />
                    </Table.Td>
                    <Table.Td>
                      <Switch
                        aria-label={`${t('agent.followsUp')}, ${name}`}
                        checked={rule.follows_up}
                        onChange={(event) =>
                          put(channel, { follows_up: event.currentTarget.checked })
                        }
                      />
                    </Table.Td>
                  </Table.Tr>
                )
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        <Select
          label={t('agent.firstMessage')}
          description={t('agent.firstMessageHint')}
          maw={420}
          allowDeselect={false}
          value={rules.first_message}
          data={FIRST_MESSAGE_MODES.map((mode) => ({
            value: mode,
            label: t(`agent.firstMessage_${mode}`),
          }))}
          onChange={(mode) => (mode ? setRules({ ...rules, first_message: mode }) : undefined)}
        />
        <ProblemNotice problem={save.error} />
        <Group justify="flex-end">
          <Act refusal={refusal} loading={save.isPending} onClick={() => save.mutate()}>
            {t('common.save')}
          </Act>
        </Group>
      </Stack>
    </Panel>
  )
}
