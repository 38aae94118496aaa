import { mkdir, mkdtemp, realpath, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { messageOf, OperatorError } from './operator-error.ts'

export const DATA_DIR_REMEDY = 'Choose a folder on a disk that this user may write to.'

/**
 * Make DATA_DIR with all folders above it that are missing.
 *
 * @returns its path without links
 * @throws OperatorError when it cannot be made or nothing can be written there
 */
export async function makeDataDirectory(path: string): Promise<string> {
  try {
    const existing = await nearestExisting(path)
    // One by one: Node's own recursion never ends where the system makes folders itself, as in /proc.
    for (const folder of foldersBelow(existing, path)) await makeFolder(folder)
  } catch (error) {
    throw new OperatorError(
      `DATA_DIR ${path} cannot be created: ${messageOf(error)}.`,
      DATA_DIR_REMEDY,
      { cause: error },
    )
  }
  try {
    await tryWriting(path)
  } catch (error) {
    throw new OperatorError(
      `DATA_DIR ${path} is not writable: ${messageOf(error)}.`,
      DATA_DIR_REMEDY,
      {
        cause: error,
      },
    )
  }
  return realpath(path)
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    // Two servers may start at once.
    if (error.code !== 'EEXIST') throw error
  })
}

/** Make a folder in this one and remove it: permissions alone do not tell, a superuser has them in /proc too. */
export async function tryWriting(folder: string): Promise<void> {
  await rmdir(await mkdtemp(join(folder, '.parley-')))
}

/** The path, or the nearest folder above it that is there. */
export async function nearestExisting(path: string): Promise<string> {
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
      throw error
    })
    if (found) return folder
  }
}

/** What is missing of a path, the outermost first. */
function foldersBelow(existing: string, path: string): string[] {
  if (path === existing) return []
  return [...foldersBelow(existing, dirname(path)), path]
}
