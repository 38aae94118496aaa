import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export type Check = { name: string; program: string; args: readonly string[] }

export type CheckResult = { name: string; passed: boolean; seconds: number; output: string }

export const ROOT = join(import.meta.dirname, '..')

const READS_TSX = ['--import', './scripts/read-tsx.js']

const CHECKS: readonly Check[] = [
  { name: 'types', program: 'typescript/bin/tsc', args: ['--noEmit', '-p', '.'] },
  { name: 'types of the console', program: 'typescript/bin/tsc', args: ['--noEmit', '-p', 'web'] },
  {
    name: 'types of the browser tests',
    program: 'typescript/bin/tsc',
    args: ['--noEmit', '-p', 'web/e2e'],
  },
  {
    name: 'types of the widget',
    program: 'typescript/bin/tsc',
    args: ['--noEmit', '-p', 'widget'],
  },
  {
    name: 'types of the demo shop',
    program: 'typescript/bin/tsc',
    args: ['--noEmit', '-p', 'demo-shop'],
  },
  {
    name: 'types of the widget tests',
    program: 'typescript/bin/tsc',
    args: ['--noEmit', '-p', 'widget/e2e'],
  },
  { name: 'lint', program: 'oxlint/bin/oxlint', args: ['--type-aware'] },
  { name: 'format', program: '@biomejs/biome/bin/biome', args: ['ci', '.'] },
  {
    name: 'imports',
    program: 'dependency-cruiser/bin/dependency-cruise.mjs',
    args: [
      '--config',
      '.dependency-cruiser.cjs',
      'src',
      'web',
      'widget',
      'demo-shop',
      'test',
      'scripts',
    ],
  },
  { name: 'dead code', program: 'knip/bin/knip.js', args: ['--no-config-hints'] },
]

/** Run every check at the same time. Says one line for each as it ends, and what the failed found. */
export async function runChecks(say: (line: string) => void): Promise<CheckResult[]> {
  const checks = CHECKS.filter(({ args }) => !args.includes('web') || existsSync(join(ROOT, 'web')))
  const results = await Promise.all(
    checks.map(async (check) => {
      const result = await run(check)
      say(`${result.passed ? '✓' : '✗'} ${result.name}  ${result.seconds.toFixed(1)} s`)
      return result
    }),
  )
  for (const { name, output } of results.filter(({ passed }) => !passed)) {
    say(`\n── ${name} ──\n${output.trim()}`)
  }
  return results
}

function run({ name, program, args }: Check): Promise<CheckResult> {
  const startedAt = performance.now()
  const preload = name === 'imports' ? READS_TSX : []
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [...preload, join(ROOT, 'node_modules', program), ...args],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    const end = (passed: boolean) =>
      resolve({ name, passed, seconds: (performance.now() - startedAt) / 1_000, output })
    child.once('error', (error) => {
      output += String(error)
      end(false)
    })
    child.once('close', (code) => end(code === 0))
  })
}
