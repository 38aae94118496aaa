import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

export interface TwinRequest {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export interface HttpTwin {
  url: string
  /** `host:port`, as the operator's list of trusted hosts wants it. */
  host: string
  requests: TwinRequest[]
  /** What the next requests are answered; `drop` hangs up without a word. */
  answer: (request: TwinRequest) => { status: number; body?: unknown } | 'drop'
}

/** A real HTTP server that keeps what it is asked. On any port unless one is given. */
export async function httpTwin(answer: HttpTwin['answer'], port = 0): Promise<HttpTwin> {
  const twin: HttpTwin = { url: '', host: '', requests: [], answer }
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const request: TwinRequest = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      }
      twin.requests.push(request)
      const said = twin.answer(request)
      if (said === 'drop') {
        incoming.socket.destroy()
        return
      }
      outgoing.writeHead(said.status, { 'content-type': 'application/json' })
      outgoing.end(said.body === undefined ? '' : JSON.stringify(said.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  twin.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  twin.url = `http://${twin.host}`
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return twin
}
