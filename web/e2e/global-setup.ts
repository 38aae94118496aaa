import type { TestProject } from 'vitest/node'
import { serverProcess } from '../../test/server-process.ts'
import { launchBrowser } from './browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the console of this run is. Its host is `localhost`: there, browsers keep Secure cookies. */
    consoleUrl: string
    /** The browser of this run, to connect to. */
    browserUrl: string
  }
}

/** One server, with the console built from these sources, and one browser for all browser tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await serverProcess()
  const [browser] = await Promise.all([launchBrowser(), server.start()])
  project.provide('consoleUrl', `http://localhost:${server.port}`)
  project.provide('browserUrl', browser.wsEndpoint())
  return async () => {
    await browser.close()
    await server.dispose()
  }
}
