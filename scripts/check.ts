// npm run check: types, lint, format, directions of imports, dead code.
import { runChecks } from './checks.ts'

const results = await runChecks(console.log)
const failed = results.filter(({ passed }) => !passed).length
console.log(`\n${results.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
