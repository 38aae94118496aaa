// Writes db/schema.sql from a new database that only the migrations have touched.
import { writeFile } from 'node:fs/promises'
import { migrate } from '../src/platform/migrate.ts'
import { connectSql } from '../src/platform/sql.ts'
import { startTestServer } from '../test/postgres.ts'
import { describeSchema } from './describe-schema.ts'

const FILE = new URL('../db/schema.sql', import.meta.url)

const server = await startTestServer()
const name = `parley_schema_${process.pid}`
const admin = connectSql(server.adminUrl, { max: 1 })
try {
  await admin`create database ${admin(name)} owner ${admin(new URL(server.url).username)}`
  const url = new URL(server.url)
  url.pathname = `/${name}`
  await migrate(url.href)
  const sql = connectSql(url.href, { max: 1 })
  await writeFile(FILE, await describeSchema(sql))
  await sql.end()
} finally {
  await admin`drop database if exists ${admin(name)} with (force)`
  await admin.end()
  await server.stop()
}
