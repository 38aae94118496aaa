import { Alert, Badge, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CHANNELS, type Channel } from '../../../src/contract/agent-words.ts'
import { useAccount, useRefusal } from '../../account.ts'
import { type AnswerState, tryTurn } from '../../api/agent.ts'
import { Act } from '../../ui/act.tsx'
import { useFormats } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Trace } from '../conversations/line.tsx'
import '../conversations/inbox.css'

interface Said {
  role: 'user' | 'agent'
  content: string
  /** The same as its channel shows it: a chat has cards where the public API has lines. */
  shown: string
  answer: AnswerState | null
}

const MESSAGE_MAX = 4_000

/** Talk to the agent as a shopper would. Nothing is kept, nothing counts. */
export function Component() {
  const { t } = useTranslation()
  const account = useAccount()
  const refusal = useRefusal('agents:write')
  const [channel, setChannel] = useState<Channel>('web-chat')
  const [email, setEmail] = useState('')
  const [said, setSaid] = useState<Said[]>([])
  const [text, setText] = useState('')
  const ask = useMutation({
    mutationFn: (messages: Said[]) =>
      tryTurn(account.id, {
        channel,
        email: email.trim() || null,
        messages: messages.map(({ role, content }) => ({ role, content })),
      }),
    onSuccess: (answer, messages) => setSaid([...messages, saidBy(answer, channel)]),
  })

  function send() {
    if (!text.trim() || refusal) return
    const content = text.trim()
    const messages: Said[] = [...said, { role: 'user', content, shown: content, answer: null }]
    setSaid(messages)
    setText('')
    ask.mutate(messages)
  }

  return (
    <Panel
      title={t('agent.page_playground')}
      hint={t('agent.playgroundHint')}
      action={
        <Button size="xs" variant="default" onClick={() => setSaid([])}>
          {t('agent.startAgain')}
        </Button>
      }
    >
      <Stack gap="md">
        <Group gap="sm" align="flex-end">
          <Select
            label={t('agent.channel')}
            w={160}
            allowDeselect={false}
            value={channel}
            data={CHANNELS.map((each) => ({
              value: each,
              label: t(`conversations.channel_${each}`),
            }))}
            onChange={(each) => (each ? setChannel(each) : undefined)}
          />
          <TextInput
            label={t('agent.asShopper')}
            placeholder={t('agent.anonymous')}
            type="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            w={280}
          />
        </Group>
        <div className="transcript" role="log" aria-live="polite" style={{ minHeight: 260 }}>
          {said.length === 0 ? (
            <Text c="dimmed" size="sm">
              {t('agent.playgroundEmpty')}
            </Text>
          ) : null}
          {said.map((one, at) => (
            // A message is its place in the talk.
            <SaidLine key={at} said={one} />
          ))}
        </div>
        <ProblemNotice problem={ask.error} />
        <form
          onSubmit={(event) => {
            event.preventDefault()
            send()
          }}
        >
          <Group gap="xs" wrap="nowrap">
            <TextInput
              aria-label={t('agent.message')}
              placeholder={t('agent.message')}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              maxLength={MESSAGE_MAX}
              style={{ flex: 1 }}
            />
            <Act type="submit" refusal={refusal} loading={ask.isPending} onClick={send}>
              {t('conversations.send')}
            </Act>
          </Group>
        </form>
      </Stack>
    </Panel>
  )
}

function saidBy(answer: AnswerState, channel: Channel): Said {
  const content = answer.data.attributes.events
    .flatMap((event) => (event.type === 'message' ? [event.content] : []))
    .join('\n\n')
  const shown = channel === 'web-chat' ? (answer.meta.text ?? content) : content
  return { role: 'agent', content, shown, answer }
}

function SaidLine(props: { said: Said }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { role, shown, answer } = props.said
  const others = (answer?.data.attributes.events ?? []).filter((event) => event.type !== 'message')
  return (
    <article className="line" data-author={role === 'user' ? 'shopper' : 'agent'}>
      {shown ? <div className="line-bubble">{shown}</div> : null}
      {(answer?.meta.products ?? []).length > 0 ? (
        <div className="line-products">
          {answer?.meta.products?.map((product) => (
            <div key={product.id} className="line-product">
              {product.image_url ? <img src={product.image_url} alt="" /> : null}
              <span>
                {product.title}
                {product.price !== null && product.currency ? (
                  <strong> {formats.money(product.price, product.currency)}</strong>
                ) : null}
              </span>
            </div>
          ))}
        </div>
      ) : null}
      {others.map((event) => (
        <Alert key={event.type} variant="light" color="apricot" mt="xs" p="xs">
          <Group gap="xs">
            <Badge color="apricot">{t(`agent.event_${event.type}`)}</Badge>
            {event.type === 'handoff' ? (
              <Text size="xs">{t(`agent.mode_${event.mode}`)}</Text>
            ) : null}
            {event.type === 'error' ? <Text size="xs">{event.message}</Text> : null}
          </Group>
        </Alert>
      ))}
      {answer ? (
        <Trace
          turn={{
            action: 'reply',
            took_ms: answer.meta.trace.took_ms ?? 0,
            trace: {
              brain: answer.meta.trace.brain ?? 'offline',
              rule: answer.meta.trace.rule ?? null,
              skill: answer.meta.trace.skill ?? null,
              runner_up: answer.meta.trace.runner_up ?? null,
              tools: answer.meta.trace.tools ?? [],
              passages: answer.meta.trace.passages ?? [],
              steps: answer.meta.trace.steps ?? [],
              tokens: answer.meta.trace.tokens ?? null,
              fallback: answer.meta.trace.fallback ?? null,
            },
          }}
        />
      ) : null}
    </article>
  )
}
