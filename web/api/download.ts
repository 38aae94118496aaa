import { headersFor } from './client.ts'
import { problemOf } from './problem.ts'

/** Save an answer as a file. A plain link cannot do this: it could not say which account is meant. */
export async function download(account: string, path: string, fileName: string): Promise<void> {
  const response = await fetch(path, { credentials: 'same-origin', headers: headersFor(account) })
  if (!response.ok) throw await problemOf(response)
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
