// Builds the extension twice from the sources as they lie here, in folders, time zones and languages that differ, each with an install of its
// own, and compares every file. Who has the sources and the lockfile can so check that what they were handed is what they see.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative, resolve, sep } from 'node:path'

/** SHA-256 in hex by path, of every file of every browser's build. */
export type BuildHashes = Record<string, string>

const root = resolve(import.meta.dirname, '..')
const output = join('packages', 'extension', '.output')
const surroundings = [
  { folder: 'first', env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'C', NODE_ENV: 'development' } },
  { folder: join('second', 'much deeper down'), env: { TZ: 'America/St_Johns', LC_ALL: 'tr_TR.UTF-8' } },
]

/** Throws where it cannot be installed or built. */
export async function buildTwice(): Promise<BuildHashes[]> {
  const place = mkdtempSync(join(tmpdir(), 'porchlight-reproducible-'))
  try {
    // One copy for both: somebody may write in between.
    const sources = join(place, 'sources')
    copySources(root, sources)
    return await Promise.all(surroundings.map(({ folder, env }) => buildIn(sources, join(place, folder), env)))
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** One hash over all files of one browser's build. */
export function hashOfAll(hashes: BuildHashes, browser: string): string {
  const lines = Object.entries(hashes).filter(([path]) => path.startsWith(`${browser}/`))
  return createHash('sha256')
    .update(lines.map(([path, hash]) => `${hash}  ${path}\n`).join(''))
    .digest('hex')
}

/** The paths that differ, or are in one of them alone. */
export const differences = (first: BuildHashes, second: BuildHashes): string[] =>
  [...new Set([...Object.keys(first), ...Object.keys(second)])].filter((path) => first[path] !== second[path])

if (import.meta.main) {
  const [first = {}, second = {}] = await buildTwice()
  const differing = differences(first, second)
  for (const browser of ['chrome-mv3', 'firefox-mv2']) console.log(`${hashOfAll(first, browser)}  ${browser}`)
  for (const path of differing) process.stderr.write(`differs: ${path}\n`)
  console.log(`${Object.keys(first).length} files, ${differing.length} of them differ between two builds.`)
  process.exit(differing.length === 0 && Object.keys(first).length > 0 ? 0 : 1)
}

/** All but what was made from it. */
function copySources(from: string, to: string): void {
  const made = new Set(['node_modules', '.git', '.output', '.wxt', 'data', 'demo-out', 'test-out', 'sbom-out'])
  cpSync(from, to, { recursive: true, filter: (path) => !made.has(basename(path)) })
}

async function buildIn(sources: string, folder: string, env: Record<string, string>): Promise<BuildHashes> {
  copySources(sources, folder)
  // Only from the store: the lockfile says what, and its integrity is checked.
  // The store of this checkout by name: where the temporary folder lies on another disk, pnpm would look for one there.
  const store = ['--store-dir', storeOf(root)]
  const install = ['--filter', '@porchlight/extension...', 'install', '--offline', '--frozen-lockfile', ...store]
  await run('pnpm', install, folder, env)
  await run('pnpm', ['--filter', '@porchlight/extension', 'run', 'build'], folder, env)
  return hashesBelow(join(folder, output))
}

/** Where pnpm put what it installed here, as it wrote it down itself. */
function storeOf(folder: string): string {
  const { storeDir } = JSON.parse(readFileSync(join(folder, 'node_modules/.modules.yaml'), 'utf8')) as {
    storeDir: string
  }
  return storeDir
}

function hashesBelow(folder: string): BuildHashes {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((file) => join(file.parentPath, file.name)).sort()
  return Object.fromEntries(
    paths.map((path) => [
      relative(folder, path).split(sep).join('/'),
      createHash('sha256').update(readFileSync(path)).digest('hex'),
    ]),
  )
}

async function run(command: string, args: string[], cwd: string, env: Record<string, string> = {}): Promise<string> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let complained = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  child.stderr.on('data', (chunk) => (complained += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}:\n${said}${complained}`)
  return said
}
