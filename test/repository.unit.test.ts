import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const read = (path: string) => readFile(join(ROOT, path), 'utf8')

async function files(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
}

test('the tour has eight stops, and every file it names is there', async () => {
  const tour = await read('docs/tour.md')
  expect(tour.match(/^\| \d \|/gm)).toHaveLength(8)
  const named = [...tour.matchAll(/`(src\/[\w./-]+\.ts)`/g)].map(([, path = '']) => path)
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
})

test('every document that another one links to is there', async () => {
  const documents = [...(await files('docs')), 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
  const broken: string[] = []
  for (const document of documents.filter((path) => path.endsWith('.md'))) {
    for (const [, target = ''] of (await read(document)).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
      if (!existsSync(join(ROOT, document, '..', target))) broken.push(`${document} → ${target}`)
    }
  }
  expect(broken).toEqual([])
})

test('every dependency has a line that says why it is here, and no line is left over', async () => {
  const { dependencies, devDependencies } = JSON.parse(await read('package.json')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >
  const listed = (await read('docs/reference/dependencies.md')).match(/(?<=^\| `)[^`]+/gm)
  const installed = Object.keys({ ...dependencies, ...devDependencies })
  expect(listed?.toSorted()).toEqual(installed.toSorted())
})

test('every route, job and follower is in the list that starts it', async () => {
  const lists = `${await read('src/server.ts')}${await read('src/worker.ts')}`
  const sources = await files('src')
  const text = new Map(
    await Promise.all(sources.map(async (path) => [path, await read(path)] as const)),
  )
  const edges = sources.filter((path) => /\.(http|job)\.ts$/.test(path))
  const unlisted = edges.filter((path) => {
    const name = path.split('/').slice(-2).join('/')
    const isListed = lists.includes(name)
    // A slice may gather its routes in one file, which the server takes whole.
    const gathered = [...text].some(
      ([other, content]) =>
        other.endsWith('-routes.http.ts') && content.includes(`/${path.split('/').at(-1)}`),
    )
    return !isListed && !gathered
  })
  expect(unlisted).toEqual([])
})

test('the decisions are numbered without gaps', async () => {
  const numbers = (await files('docs/decisions')).map((path) =>
    Number(path.split('/').at(-1)?.slice(0, 4)),
  )
  expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, at) => at + 1))
})

test('a suppression of a check says why', async () => {
  const silent: string[] = []
  for (const path of [...(await files('src')), ...(await files('web')), ...(await files('test'))]) {
    for (const line of (await read(path)).split('\n')) {
      if (/(oxlint-disable|biome-ignore|@ts-expect-error)(?!.*(--|:) \S)/.test(line)) {
        if (!path.endsWith('repository.unit.test.ts')) silent.push(`${path}: ${line.trim()}`)
      }
    }
  }
  expect(silent).toEqual([])
})
