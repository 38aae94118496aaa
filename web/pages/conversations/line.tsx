import { Badge, Button, Code, Collapse, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../../account.ts'
import type { LineState, TurnState } from '../../api/conversations.ts'
import { useFormats } from '../../ui/format.ts'
import { Moment } from '../../ui/moment.tsx'
import { useSkillName } from '../agent/use-skill-name.ts'

/** One line of a transcript, with how the agent came to say it. */
export function Line(props: { line: LineState; turn: TurnState | undefined }) {
  const { t } = useTranslation()
  const account = useAccount()
  const formats = useFormats()
  const { line, turn } = props
  if (line.kind === 'notice') {
    return (
      <div className="line" data-author="system">
        <Text size="xs" c="dimmed">
          {line.notice
            ? t(`conversations.notice_${line.notice}`, {
                who: line.notice_by ?? '',
                defaultValue: line.text,
              })
            : line.text}{' '}
          · <Moment at={line.created_at} zone={account.timezone} />
        </Text>
      </div>
    )
  }
  return (
    <article className="line" data-author={line.author} data-kind={line.kind}>
      <Text size="xs" c="dimmed" mb={2}>
        {line.author_name ?? t(`conversations.author_${line.author}`)} ·{' '}
        <Moment at={line.created_at} zone={account.timezone} />
        {line.delivery === 'failed' ? (
          <Badge size="xs" color="red" ml={6} title={line.delivery_error ?? undefined}>
            {t('conversations.notDelivered')}
          </Badge>
        ) : null}
      </Text>
      <div className="line-bubble">{line.text}</div>
      {line.products.length > 0 ? (
        <div className="line-products">
          {line.products.map((product) => (
            <a
              key={`${product.product_id} ${product.rank}`}
              href={safeUrl(product.url)}
              target="_blank"
              rel="noreferrer noopener"
              className="line-product"
            >
              {product.image_url ? <img src={safeUrl(product.image_url)} alt="" /> : null}
              <span>
                {product.title}
                {product.price !== null && product.currency ? (
                  <strong> {formats.money(product.price, product.currency)}</strong>
                ) : null}
                {product.reason ? <Text size="xs">{product.reason}</Text> : null}
              </span>
            </a>
          ))}
        </div>
      ) : null}
      {turn ? <Trace turn={turn} /> : null}
    </article>
  )
}

/** Links of products are the shop's data: only the web is opened. */
function safeUrl(url: string): string | undefined {
  const parsed = URL.parse(url, location.origin)
  return parsed && (parsed.protocol === 'https:' || parsed.protocol === 'http:')
    ? parsed.href
    : undefined
}

export function Trace(props: { turn: Pick<TurnState, 'trace' | 'took_ms' | 'action'> }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const skillName = useSkillName()
  const [isOpen, setOpen] = useState(false)
  const { trace, took_ms, action } = props.turn
  return (
    <div>
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {t('conversations.trace', {
          what: trace.rule?.title ?? (trace.skill ? skillName(trace.skill.skill) : action),
          ms: formats.number(Math.round(took_ms)),
        })}
      </Button>
      <Collapse expanded={isOpen}>
        <Stack gap={4} p="xs">
          {trace.rule ? (
            <Text size="xs">
              {t('conversations.traceRule')}: {trace.rule.title} (
              {formats.percent(trace.rule.score)})
            </Text>
          ) : null}
          {trace.skill ? (
            <Text size="xs">
              {t('conversations.traceSkill')}: {skillName(trace.skill.skill)} (
              {formats.percent(trace.skill.score)})
              {trace.runner_up
                ? ` · ${t('conversations.traceRunnerUp')}: ${skillName(trace.runner_up.skill)} (${formats.percent(trace.runner_up.score)})`
                : ''}
            </Text>
          ) : null}
          <Text size="xs">
            {t('conversations.traceBrain')}: {trace.brain}
            {trace.fallback ? ` · ${trace.fallback}` : ''}
          </Text>
          {trace.tools.map((tool, at) => (
            // A call is its place in the turn.
            <div key={at}>
              <Text size="xs">
                {tool.tool} · {formats.number(Math.round(tool.took_ms))} ms
                {tool.is_error ? ` · ${t('conversations.traceError')}` : ''}
              </Text>
              <Code block fz="xs" mah={160} style={{ overflow: 'auto' }}>
                {JSON.stringify({ input: tool.input, output: tool.output }, null, 1)}
              </Code>
            </div>
          ))}
          {trace.passages.map((passage) => (
            <Text size="xs" key={`${passage.knowledge_id} ${passage.text.slice(0, 40)}`}>
              „{passage.title}“ ({formats.percent(passage.score)}): {passage.text.slice(0, 300)}
            </Text>
          ))}
          <Group gap={4}>
            {trace.steps.map((step) => (
              <Badge key={step.name} size="xs" color="gray" variant="outline">
                {step.name} {formats.number(Math.round(step.took_ms))} ms
              </Badge>
            ))}
          </Group>
        </Stack>
      </Collapse>
    </div>
  )
}
