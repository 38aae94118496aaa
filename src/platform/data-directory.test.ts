import { mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeDataDirectory } from './data-directory.ts'
import { OperatorError } from './operator-error.ts'

async function temporary(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'parley-')))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

async function refusalOf(path: string): Promise<OperatorError> {
  const error: unknown = await makeDataDirectory(path).catch((thrown: unknown) => thrown)
  if (!(error instanceof OperatorError)) throw new Error(`${path} was not refused`)
  return error
}

test('a folder is made with those above it, and nothing is left in it', async () => {
  const path = join(await temporary(), 'shop', 'data')
  expect(await makeDataDirectory(path)).toBe(path)
  expect(await makeDataDirectory(path)).toBe(path)
  expect(await readdir(path)).toEqual([])
})

test('a file is no place for data, nor is what would lie in it', async () => {
  const file = join(await temporary(), 'data')
  await writeFile(file, '')
  for (const path of [file, join(file, 'deeper')]) {
    expect((await refusalOf(path)).message).toContain(`DATA_DIR ${path} `)
  }
})

test.runIf(process.platform === 'linux').each(['/proc/parley', '/proc/parley/data', '/proc'])(
  '%s is refused at once: the system makes its folders itself',
  async (path) => {
    const { message, remedy } = await refusalOf(path)
    expect(message).toContain(`DATA_DIR ${path} `)
    expect(remedy).toBe('Choose a folder on a disk that this user may write to.')
  },
)
