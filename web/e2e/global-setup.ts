import type { TestProject } from 'vitest/node'
import { freePort, serverProcess } from '../../test/server-process.ts'
import { launchBrowser } from './browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the console of this run is. Its host is `localhost`: there, browsers keep Secure cookies. */
    consoleUrl: string
    /** The browser of this run, to connect to. */
    browserUrl: string
    /** On this port of 127.0.0.1 a test may stand in for a service that shops call. */
    servicePort: number
    /** Where the server of this run keeps everything. */
    dataDir: string
  }
}

/** One server, with the console built from these sources, and one browser for all browser tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servicePort = await freePort()
  const server = await serverProcess({ PARLEY_OUTBOUND_HOSTS: `127.0.0.1:${servicePort}` })
  const [browser] = await Promise.all([launchBrowser(), server.start()])
  project.provide('consoleUrl', `http://localhost:${server.port}`)
  project.provide('browserUrl', browser.wsEndpoint())
  project.provide('servicePort', servicePort)
  project.provide('dataDir', server.dataDir)
  return async () => {
    await browser.close()
    await server.dispose()
  }
}
