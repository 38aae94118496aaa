import type { TestProject } from 'vitest/node'
import { migrate } from '../src/platform/migrate.ts'
import { connectSql } from '../src/platform/sql.ts'
import { startTestServer, type TestServer } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that `testDatabase` makes its databases on. */
    testServer: { adminUrl: string; url: string; template: string }
  }
}

const TEMPLATE = `parley_template_${process.pid}`

/** Shared by the projects of one run, each of which calls `setup` and its answer once. */
const shared = globalThis as { parleyTestServer?: { server: Promise<TestServer>; users: number } }

/** Start PostgreSQL and fill the database that every test file gets a copy of. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.parleyTestServer ??= { server: start(), users: 0 }
  const mine = shared.parleyTestServer
  mine.users += 1
  const { adminUrl, url } = await mine.server
  project.provide('testServer', { adminUrl, url, template: TEMPLATE })
  return async () => {
    mine.users -= 1
    if (mine.users > 0) return
    delete shared.parleyTestServer
    await stop(await mine.server)
  }
}

async function start(): Promise<TestServer> {
  const server = await startTestServer()
  const admin = connectSql(server.adminUrl, { max: 1 })
  try {
    await admin`drop database if exists ${admin(TEMPLATE)}`
    const owner = new URL(server.url).username
    await admin`create database ${admin(TEMPLATE)} owner ${admin(owner)}`
  } finally {
    await admin.end()
  }
  const url = new URL(server.url)
  url.pathname = `/${TEMPLATE}`
  await migrate(url.href)
  return server
}

async function stop(server: TestServer): Promise<void> {
  const admin = connectSql(server.adminUrl, { max: 1 })
  await admin`drop database if exists ${admin(TEMPLATE)} with (force)`
  await admin.end()
  await server.stop()
}
