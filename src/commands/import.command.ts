import { createReadStream, createWriteStream } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { Command, Option } from 'commander'
import { z } from 'zod'
import {
  IMPORT_DELIMITERS,
  IMPORT_ENCODINGS,
  IMPORT_FORMATS,
  IMPORT_KINDS,
  IMPORT_PART_BYTES_MAX,
  Mapping,
} from '../contract/imports.ts'
import { CurrencyCode, TimeZone } from '../contract/values.ts'
import type { OpenFile } from '../import/file-rows.ts'
import { sampleFile } from '../import/sample-file.ts'
import { firstBytes } from '../import/stored-file.sql.ts'
import { messageOf, OperatorError } from '../platform/operator-error.ts'
import { Problem } from '../platform/problem.ts'
import type { ImportDoor, ImportWishes, ShownImport } from './import-door.ts'
import { importIntoDatabase } from './import-into-database.ts'
import { importThroughApi } from './import-through-api.ts'
import { complain, say } from './print.ts'
import { settingsOf, withSettings } from './settings.ts'

const POLL_MS = 250
/** Without a terminal, progress is a line now and then. */
const LINE_EVERY_MS = 5_000
const EXIT_NOTHING = 1

const Flags = z.object({
  kind: z.enum(IMPORT_KINDS).optional(),
  mapping: z.string().optional(),
  format: z.enum(IMPORT_FORMATS).optional(),
  encoding: z.enum(IMPORT_ENCODINGS),
  delimiter: z.enum(IMPORT_DELIMITERS),
  header: z.boolean(),
  companyId: z.string().optional(),
  url: z.url().optional(),
  apiKey: z.string().optional(),
  report: z.string().optional(),
  zone: TimeZone,
  currency: CurrencyCode.optional(),
})
type Flags = z.output<typeof Flags>

export function importCommand(): Command {
  return withSettings(new Command('import'))
    .description('load profiles, events or orders from a CSV or JSON Lines file')
    .argument('<file>', 'the file to load')
    .addOption(new Option('--kind <kind>', 'what the rows are').choices(IMPORT_KINDS))
    .option('--mapping <file>', 'what the columns mean, as JSON; "suggest" prints a suggestion')
    .addOption(
      new Option('--format <format>', 'csv or jsonl (by the name of the file)').choices(
        IMPORT_FORMATS,
      ),
    )
    .addOption(
      new Option('--encoding <name>', 'of the file').choices(IMPORT_ENCODINGS).default('auto'),
    )
    .addOption(
      new Option('--delimiter <sign>', 'between cells').choices(IMPORT_DELIMITERS).default('auto'),
    )
    .option('--no-header', 'the first row is data')
    .addOption(
      new Option('--company-id <id>', 'the account, when there are several').env(
        'PARLEY_COMPANY_ID',
      ),
    )
    .option('--account <id>', 'the same as --company-id')
    .option('--url <address>', 'load through the server at this address')
    .addOption(new Option('--api-key <key>', 'for --url').env('PARLEY_API_KEY'))
    .option('--report <file>', 'write the refused rows there, as CSV')
    .option('--zone <name>', 'time zone for a suggestion', 'UTC')
    .option('--currency <code>', 'currency for a suggestion')
    .action(async (file: string, given: Record<string, unknown>, command: Command) => {
      const flags = flagsOf({ ...given, companyId: given['account'] ?? given['companyId'] })
      await refuseMissing(file)
      if (flags.mapping === 'suggest') return suggest(file, flags)
      const wishes = await wishesOf(file, flags)
      const door =
        flags.url === undefined
          ? await importIntoDatabase(settingsOf(command), flags.companyId ?? null)
          : importThroughApi(flags.url, keyOf(flags))
      try {
        const done = await load(door, file, wishes, flags.report)
        const isWorthIt = done.status === 'complete' && done.recorded + done.already_known > 0
        if (!isWorthIt) process.exitCode = EXIT_NOTHING
      } finally {
        await door.close()
      }
    })
}

function flagsOf(given: Record<string, unknown>): Flags {
  const flags = Flags.safeParse(given)
  if (flags.success) return flags.data
  const [issue] = flags.error.issues
  const name = String(issue?.path[0] ?? '')
  throw new OperatorError(`--${name} ${issue?.message ?? 'is not acceptable'}.`, 'See --help.')
}

function keyOf({ apiKey }: Flags): string {
  if (apiKey !== undefined) return apiKey
  throw new OperatorError('--url needs a key.', 'Set PARLEY_API_KEY, or give --api-key.')
}

async function refuseMissing(file: string): Promise<void> {
  await access(file).catch((error: unknown) => {
    throw new OperatorError(
      `${file} cannot be read: ${messageOf(error)}.`,
      'Check the name of the file.',
    )
  })
}

async function wishesOf(file: string, flags: Flags): Promise<ImportWishes> {
  const mapping = flags.mapping === undefined ? null : await readMapping(flags.mapping)
  const kind = flags.kind ?? mapping?.kind
  if (kind === undefined) throw new OperatorError('What are the rows?', `Say --kind ${KINDS}.`)
  return { ...fileWishes(file, flags), kind, mapping, fileName: basename(file) }
}

const KINDS = IMPORT_KINDS.join(' or --kind ')

function fileWishes(file: string, flags: Flags) {
  const isLines = ['.jsonl', '.ndjson', '.json'].includes(extname(file).toLowerCase())
  return {
    format: flags.format ?? (isLines ? ('jsonl' as const) : ('csv' as const)),
    encoding: flags.encoding,
    delimiter: flags.delimiter,
    hasHeader: flags.header,
  }
}

async function readMapping(file: string): Promise<Mapping> {
  const remedy = 'Write a mapping as --mapping suggest prints it.'
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new OperatorError(`The mapping cannot be read: ${messageOf(error)}.`, remedy)
  })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new OperatorError(`${file} is not JSON: ${messageOf(error)}.`, remedy)
  }
  const mapping = Mapping.safeParse(value)
  if (mapping.success) return mapping.data
  const faults = mapping.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`)
  throw new OperatorError(`${file} is not a mapping. ${faults.join('; ')}.`, remedy)
}

async function suggest(file: string, flags: Flags): Promise<void> {
  const { kind, zone: timeZone, currency = null } = flags
  if (kind === undefined) throw new OperatorError('What are the rows?', `Say --kind ${KINDS}.`)
  const open: OpenFile = (start) => createReadStream(file, { start })
  try {
    const sample = await sampleFile(open, await firstBytes(open), {
      wishes: fileWishes(file, flags),
      kind,
      hints: { timeZone, currency },
    })
    for (const note of sample.notes) complain(`! ${note}`)
    if (sample.is_api_shape) complain('The lines are as the API takes them: no mapping is needed.')
    else if (sample.suggested_mapping) say(JSON.stringify(sample.suggested_mapping, null, 2))
    else
      throw new OperatorError(`No column names a person, or a time.`, 'Write the mapping by hand.')
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new OperatorError(error.message, error.details[0]?.fix ?? 'Choose another file.')
  }
}

async function load(
  door: ImportDoor,
  file: string,
  wishes: ImportWishes,
  report: string | undefined,
): Promise<ShownImport> {
  const id = await door.create(wishes)
  let number = 0
  for await (const part of createReadStream(file, { highWaterMark: IMPORT_PART_BYTES_MAX })) {
    number += 1
    await door.putPart(id, number, z.instanceof(Uint8Array).parse(part))
  }
  const began = performance.now()
  await door.start(id)
  const done = await watch(door, id, wishes.fileName)
  summarise(done, (performance.now() - began) / 1_000)
  if (report !== undefined) {
    await pipeline(door.report(id), createWriteStream(report))
    say(`  The refused rows are in ${report}.`)
  } else if (done.rows_refused > 0) {
    say('  --report FILE writes the refused rows to a file.')
  }
  return done
}

async function watch(door: ImportDoor, id: string, name: string): Promise<ShownImport> {
  const isTerminal = process.stderr.isTTY
  let saidAt = performance.now()
  for (;;) {
    const shown = await door.look(id)
    const isOver = shown.status !== 'queued' && shown.status !== 'running'
    if (isTerminal) process.stderr.write(`\r\u001b[K${isOver ? '' : progressLine(name, shown)}`)
    else if (!isOver && performance.now() - saidAt > LINE_EVERY_MS) {
      complain(progressLine(name, shown))
      saidAt = performance.now()
    }
    if (isOver) return shown
    await pause(POLL_MS)
  }
}

function progressLine(name: string, shown: ShownImport): string {
  const percent = Math.floor(shown.progress * 100)
  return `${name}: ${percent} %, ${count(shown.rows_read)} rows read, ${count(shown.recorded)} recorded, ${count(shown.rows_refused)} refused`
}

function summarise(done: ShownImport, seconds: number): void {
  const mark = done.status === 'complete' ? '✓' : '✗'
  say(
    `${mark} ${done.file_name} ${done.status}: ${count(done.rows_read)} rows in ${seconds.toFixed(1)} s`,
  )
  if (done.error !== null) say(`  ${done.error}`)
  say(`  ${count(done.recorded)} recorded, ${count(done.already_known)} known before`)
  for (const [metric, events] of Object.entries(done.recorded_by_metric)) {
    say(`    ${metric}: ${count(events)}`)
  }
  say(`  ${count(done.profiles_created)} profiles created, ${count(done.profiles_changed)} changed`)
  if (done.rows_refused > 0) say(`  ${count(done.rows_refused)} rows refused`)
  for (const [code, rows] of Object.entries(done.refused_by_code))
    say(`    ${code}: ${count(rows)}`)
}

function count(number: number): string {
  return number.toLocaleString('en')
}
