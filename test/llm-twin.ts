import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll } from 'vitest'

/** One answer of the twin. */
export interface LlmStep {
  /** Tools that it calls, with their inputs. */
  calls?: { name: string; input: unknown }[]
  /** Prose beside or instead of calls. */
  text?: string
  /** Before each piece of the stream. */
  delayMs?: number
  /** Answers this status instead. */
  status?: number
  /** Says nothing at all, until the caller hangs up. */
  isSilent?: boolean
  finish?: 'stop' | 'tool_calls' | 'content_filter'
}

export interface LlmTwin {
  /** Up to the version, as operators write it. */
  url: string
  /** Bodies of the requests, in their order. */
  requests: LlmRequest[]
  /** What the next requests are answered, in order; the last one again and again. */
  steps: LlmStep[] | ((request: LlmRequest, at: number) => LlmStep)
}

export interface LlmRequest {
  path: string
  authorization: string
  text: string
  body: {
    model: string
    messages: { role: string; content: unknown }[]
    tools: { function?: { name: string }; name?: string }[]
  }
}

const PIECE_LENGTH = 17

/** A language model that says what it was told to, over real HTTP, in the streams of two dialects. */
export async function llmTwin(): Promise<LlmTwin> {
  const twin: LlmTwin = { url: '', requests: [], steps: [] }
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const request: LlmRequest = {
        path: incoming.url ?? '',
        authorization: incoming.headers.authorization ?? String(incoming.headers['x-api-key']),
        text,
        body: JSON.parse(text) as LlmRequest['body'],
      }
      twin.requests.push(request)
      const at = twin.requests.length - 1
      const step =
        typeof twin.steps === 'function'
          ? twin.steps(request, at)
          : (twin.steps[at] ?? twin.steps.at(-1) ?? {})
      void say(outgoing, step, request.path.endsWith('/messages'))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  twin.url = `http://127.0.0.1:${port}/v1`
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return twin
}

async function say(outgoing: ServerResponse, step: LlmStep, isAnthropic: boolean): Promise<void> {
  if (step.isSilent) return
  if (step.status !== undefined) {
    outgoing.writeHead(step.status, { 'content-type': 'application/json' })
    outgoing.end(JSON.stringify({ error: { message: 'overloaded', type: 'overloaded_error' } }))
    return
  }
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of isAnthropic ? anthropicEvents(step) : openAiEvents(step)) {
    if (step.delayMs !== undefined) await pause(step.delayMs)
    if (outgoing.destroyed) return
    const name = isAnthropic ? `event: ${(event as { type: string }).type}\n` : ''
    outgoing.write(`${name}data: ${JSON.stringify(event)}\n\n`)
  }
  outgoing.end(isAnthropic ? '' : 'data: [DONE]\n\n')
}

function pieces(text: string): string[] {
  const all = []
  for (let at = 0; at < text.length; at += PIECE_LENGTH) all.push(text.slice(at, at + PIECE_LENGTH))
  return all
}

function openAiEvents({ calls = [], text, finish }: LlmStep): unknown[] {
  const chunk = (delta: unknown, finish_reason: string | null = null) => ({
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'twin',
    choices: [{ index: 0, delta, finish_reason }],
  })
  const called = calls.flatMap(({ name, input }, index) => {
    const part = (more: unknown) => chunk({ tool_calls: [{ index, ...(more as object) }] })
    return [
      part({ id: `call_${index}_${name}`, type: 'function', function: { name, arguments: '' } }),
      ...pieces(JSON.stringify(input)).map((piece) => part({ function: { arguments: piece } })),
    ]
  })
  return [
    chunk({ role: 'assistant', content: text ?? null }),
    ...called,
    chunk({}, finish ?? (calls.length > 0 ? 'tool_calls' : 'stop')),
    {
      ...chunk({}),
      choices: [],
      usage: { prompt_tokens: 90, completion_tokens: 12, total_tokens: 102 },
    },
  ]
}

function anthropicEvents({ calls = [], text }: LlmStep): unknown[] {
  const blocks = [
    ...(text === undefined ? [] : [{ type: 'text' as const, text }]),
    ...calls.map((call) => ({ type: 'tool_use' as const, ...call })),
  ]
  return [
    {
      type: 'message_start',
      message: {
        id: 'm1',
        type: 'message',
        role: 'assistant',
        model: 'twin',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 90, output_tokens: 1 },
      },
    },
    ...blocks.flatMap((block, index) => [
      {
        type: 'content_block_start',
        index,
        content_block:
          block.type === 'text'
            ? { type: 'text', text: '' }
            : { type: 'tool_use', id: `call_${index}`, name: block.name, input: {} },
      },
      ...pieces(block.type === 'text' ? block.text : JSON.stringify(block.input)).map((piece) => ({
        type: 'content_block_delta',
        index,
        delta:
          block.type === 'text'
            ? { type: 'text_delta', text: piece }
            : { type: 'input_json_delta', partial_json: piece },
      })),
      { type: 'content_block_stop', index },
    ]),
    {
      type: 'message_delta',
      delta: { stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn', stop_sequence: null },
      usage: { output_tokens: 12 },
    },
    { type: 'message_stop' },
  ]
}
