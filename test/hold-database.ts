// A process to be killed: opens the database of the directory it is given, says so, and stays.
import { openDatabase } from '../src/platform/database.ts'

const dataDir = process.argv[2]
if (!dataDir) throw new Error('usage: hold-database.ts DATA_DIR')
const { url } = await openDatabase({ databaseUrl: null, dataDir })
process.stdout.write(`${url}\n`)
setInterval(() => {}, 60_000)
