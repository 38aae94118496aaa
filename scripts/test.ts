// npm test: everything, then one line that counts it. Arguments go to Vitest.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { ROOT, runChecks } from './checks.ts'

type Count = { passed: number; failed: number; skipped: number }

/** What of Vitest's JSON report we count. */
const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
})

/** In order. A browser suite is one more line here. */
const STEPS: ReadonlyArray<() => Promise<Count>> = [checks, vitest]

const counts: Count[] = []
for (const step of STEPS) counts.push(await step())
const passed = sum(({ passed: n }) => n)
const failed = sum(({ failed: n }) => n)
const skipped = sum(({ skipped: n }) => n)
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0

function sum(part: (count: Count) => number): number {
  return counts.reduce((total, count) => total + part(count), 0)
}

/** Each tool counts as one test. */
async function checks(): Promise<Count> {
  const results = await runChecks(console.log)
  const failures = results.filter((result) => !result.passed).length
  return { passed: results.length - failures, failed: failures, skipped: 0 }
}

async function vitest(): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-report-'))
  const file = join(folder, 'vitest.json')
  try {
    const code = await runVitest(file)
    const text = await readFile(file, 'utf8').catch(() => null)
    if (text === null) return { passed: 0, failed: 1, skipped: 0 } // it never came to a report
    const report = Report.parse(JSON.parse(text))
    const unreadable = report.testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    ).length
    const failures = report.numFailedTests + unreadable
    return {
      passed: report.numPassedTests,
      // An error outside of any test fails the run without failing a test.
      failed: failures === 0 && code !== 0 ? 1 : failures,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function runVitest(reportFile: string): Promise<number> {
  const program = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
  return new Promise((resolve) => {
    const args = [program, 'run', ...reporters, ...process.argv.slice(2)]
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
    child.once('error', () => resolve(1))
    child.once('close', (code) => resolve(code ?? 1))
  })
}
