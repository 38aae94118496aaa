// A process to be killed: works on one import until it is done, then ends.
import { worked } from '../src/import/import-fixtures.ts'
import { connectSql } from '../src/platform/sql.ts'

const [url, accountId, importId] = process.argv.slice(2)
if (!url || !accountId || !importId) throw new Error('usage: work-on-import.ts URL ACCOUNT IMPORT')
const sql = connectSql(url, { max: 3 })
process.stdout.write('ready\n')
await worked(sql, { importId }, accountId)
await sql.end()
