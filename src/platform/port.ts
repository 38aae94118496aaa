import { createServer } from 'node:net'
import { messageOf, OperatorError } from './operator-error.ts'
import { isErrno } from './os-process.ts'

type Address = { host: string; port: number }

/** A port of the loopback interface that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return listenOnce({ host: '127.0.0.1', port: 0 })
}

/** Whether we could listen there now: `null`, or why not. */
export async function portProblem(address: Address): Promise<OperatorError | null> {
  try {
    await listenOnce(address)
    return null
  } catch (error) {
    return listenProblem(address, error)
  }
}

/** The error of a `listen` that failed, in words. */
export function listenProblem({ host, port }: Address, error: unknown): OperatorError {
  if (isErrno(error, 'EADDRINUSE')) {
    return new OperatorError(
      `Port ${port} on ${host} is in use by another program.`,
      'Stop that program, or choose another port with PORT or --port.',
    )
  }
  return new OperatorError(
    `Nobody can listen on port ${port} of ${host}: ${messageOf(error)}.`,
    'Choose another PORT (below 1024 most systems want root) or HOST (an address of this machine).',
    { cause: error },
  )
}

function listenOnce({ host, port }: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, host, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}
