import { Alert, Anchor, Badge, Group, Stack, Table, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { TEST_MESSAGE_LENGTH_MAX } from '../../../src/contract/agents.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { holdTestConversation, type TestState } from '../../api/agent.ts'
import { paths } from '../../paths.ts'
import { Act } from '../../ui/act.tsx'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useSkillName } from './use-skill-name.ts'

/** A real message, and when its event had passed each station of the road. */
export function TestConversation() {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const [text, setText] = useState(t('agent.testExample'))
  const hold = useMutation({ mutationFn: () => holdTestConversation(account.id, text.trim()) })
  return (
    <Panel title={<span id="test-conversation">{t('agent.test')}</span>} hint={t('agent.testHint')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!refusal && text.trim()) hold.mutate()
        }}
      >
        <Group align="flex-end" gap="sm">
          <TextInput
            label={t('agent.testMessage')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            maxLength={TEST_MESSAGE_LENGTH_MAX}
            style={{ flex: 1, minWidth: 220 }}
          />
          <Act
            type="submit"
            refusal={refusal ?? (text.trim() ? undefined : t('agent.testNeeds'))}
            loading={hold.isPending}
          >
            {t('agent.testSend')}
          </Act>
        </Group>
      </form>
      <ProblemNotice problem={hold.error} />
      {hold.data ? <Road test={hold.data} /> : null}
    </Panel>
  )
}

function Road(props: { test: TestState }) {
  const { t } = useTranslation()
  const account = useAccount()
  const formats = useFormats()
  const skillName = useSkillName()
  const { test } = props
  const time = (ms: number) => t('agent.testMs', { ms: formats.number(Math.round(ms)) })
  return (
    <Stack gap="sm" mt="md" aria-live="polite">
      <Alert
        variant="light"
        color={test.took_ms === null ? 'apricot' : 'petrol'}
        title={
          test.took_ms === null
            ? t('agent.testWaits')
            : t('agent.testDone', { time: time(test.took_ms) })
        }
      >
        {test.reply ? (
          <Text size="sm" lineClamp={3}>
            {skillName(test.skill ?? '')}: {test.reply}
          </Text>
        ) : null}
        <Group gap="md" mt={4}>
          <Anchor component={Link} size="sm" to={paths.conversation(account.id, test.id)}>
            {t('agent.testTranscript')}
          </Anchor>
          {test.event ? (
            <Anchor component={Link} size="sm" to={paths.metric(account.id, test.event.metric_id)}>
              {t('agent.testMetric')}
            </Anchor>
          ) : null}
        </Group>
      </Alert>
      <Table withRowBorders={false} verticalSpacing={4} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('agent.testStation')}</Table.Th>
            <Table.Th ta="end" w={160}>
              {t('agent.testAfter')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {test.steps.map((one) => (
            <Table.Tr key={`${one.step} ${one.follower}`}>
              <Table.Td>
                {one.step === 'followed'
                  ? t(`agent.follower_${(one.follower ?? '').replace('.', '_')}`, {
                      defaultValue: one.follower ?? '',
                    })
                  : t(`agent.step_${one.step}`)}
              </Table.Td>
              <Table.Td ta="end" className="number">
                {one.at_ms === null ? (
                  <Badge color="apricot">{t('agent.testWaiting')}</Badge>
                ) : (
                  time(one.at_ms)
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  )
}
