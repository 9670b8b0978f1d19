// `pnpm check:fresh [start] [demo] [test] …`: what a newcomer meets on a machine that has nothing. A bare Debian root, this
// machine's Node and npm copied into it, a clone of the last commit, and the README's commands exactly as they stand there; the
// time and the exit code of each. Without names: those a newcomer runs first (`start`, `demo`, `test`); `bench` and `torture`
// measure for long, and run where they are named. Needs root and Debian.
//
// All of it lives in namespaces of its own (`unshare`): whatever way this ends, the mounts and the processes go with it, and
// only then is the folder removed.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const repository = resolve(import.meta.dirname, '..')
/** What a bare Debian wants before anything else, as the README says. */
const wanted = /a bare Debian also wants `([\w.-]+)`/
const inFolder = '/home/porchlight'
const untilEnded = ['bench', 'torture']

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const fail = (why: string): never => {
  process.stderr.write(`${why}\n`)
  process.exit(1)
}

if (process.argv.includes('--inside')) await inside(process.argv.slice(2).filter((word) => word !== '--inside'))
else await outside(process.argv.slice(2))

async function outside(chosen: string[]): Promise<void> {
  if (process.getuid?.() !== 0) fail('check:fresh mounts and changes its root: run it as root.')
  if (!existsSync('/etc/debian_version')) fail('check:fresh makes a Debian inside a Debian: run it on one.')
  const root = mkdtempSync(join(tmpdir(), 'porchlight-fresh-'))
  const args = ['--mount', '--pid', '--fork', '--kill-child', process.execPath, import.meta.filename, '--inside']
  const child = spawn('unshare', [...args, ...chosen], {
    stdio: 'inherit',
    env: { ...process.env, FRESH_ROOT: root },
  })
  // Ctrl-C reaches the group; the rest is for a kill from elsewhere.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGKILL'))
  const [code] = (await once(child, 'exit')) as [number | null]
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
  if (mounts.includes(root)) fail(`Something is still mounted under ${root}: it is left where it is.`)
  rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  process.exit(code ?? 1)
}

/** First process of its namespaces: what it mounts nobody else sees. */
async function inside(chosen: string[]): Promise<void> {
  const root = process.env['FRESH_ROOT'] ?? fail('FRESH_ROOT is not set')
  const readme = readFileSync(join(repository, 'README.md'), 'utf8')
  const commands = commandsOf(readme).filter(({ name }) =>
    chosen.length === 0 ? !untilEnded.includes(name) : chosen.includes(name),
  )
  if (commands.length === 0)
    fail(
      `The README has: ${commandsOf(readme)
        .map(({ name }) => name)
        .join(', ')}.`,
    )

  timed('a bare Debian', () => makeRoot(root))
  timed('this machine’s Node and npm', () => copyNode(root))
  const [, library = fail('The README does not say what a bare Debian wants.')] = wanted.exec(readme) ?? []
  timed(library, () => {
    inRoot(root, 'apt-get update -qq')
    inRoot(root, `apt-get install -y -qq --no-install-recommends ${library}`)
  })
  timed('a clone', () => {
    run('git', ['clone', '-q', `file://${repository}`, join(root, inFolder)])
  })
  const results: { line: string; code: number; seconds: number }[] = []
  for (const { name, line } of commands) {
    say(`\n$ ${line}`)
    const startedAt = performance.now()
    const code = name === 'start' ? await runUntilUp(root, line) : await runToEnd(root, line)
    results.push({ line, code, seconds: Math.round((performance.now() - startedAt) / 1_000) })
  }
  say('\nOn a fresh machine:')
  for (const { line, code, seconds } of results) say(`  exit ${code}  ${String(seconds).padStart(4)} s  ${line}`)
  process.exit(results.every(({ code }) => code === 0) ? 0 : 1)
}

/** The lines of the README's code blocks that a newcomer types, without what is said about them. */
function commandsOf(readme: string): { name: string; line: string }[] {
  return ['## Run it', '## Test it'].flatMap((heading) => {
    const block = readme.slice(readme.indexOf(heading)).split('```')[1] ?? ''
    return Array.from(block.matchAll(/^(npx .*?pnpm@\S+ (\S+))(?: +#.*)?$/gm), ([, line = '', name = '']) => ({
      line,
      name,
    }))
  })
}

function makeRoot(root: string): void {
  if (spawnSync('debootstrap', ['--version']).status !== 0) run('apt-get', ['install', '-y', '-qq', 'debootstrap'])
  // Who fetches packages is not root.
  chmodSync(root, 0o755)
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'stable'
  run('debootstrap', ['--variant=minbase', release, root, mirror()])
  // Where packages come from on this machine, and whom it trusts for that; debootstrap has named a source of its own.
  rmSync(join(root, 'etc/apt/sources.list'))
  const settings = ['/etc/apt/sources.list', '/etc/apt/sources.list.d', '/etc/apt/apt.conf.d', '/etc/apt/keyrings']
  const trust = [
    '/usr/share/keyrings',
    '/etc/ssl/certs',
    '/usr/share/ca-certificates',
    '/usr/local/share/ca-certificates',
  ]
  for (const path of [...settings, ...trust, '/etc/resolv.conf', '/etc/hosts', ...npmSettings()]) {
    if (existsSync(path)) cpSync(path, join(root, path), { recursive: true, dereference: true, force: true })
  }
  for (const [type, where, options] of [
    ['proc', '/proc', []],
    ['sysfs', '/sys', ['-o', 'ro']],
    ['tmpfs', '/tmp', ['-o', 'mode=1777']],
  ] as const) {
    run('mount', ['-t', type, ...options, type, join(root, where)])
  }
  run('mount', ['--rbind', '/dev', join(root, 'dev')])
}

/** Of the sources of this machine the first that has Debian itself. */
function mirror(): string {
  const lists = ['/etc/apt/sources.list', ...globSync('/etc/apt/sources.list.d/*')].filter((path) => existsSync(path))
  const uris = lists.flatMap((path) =>
    Array.from(readFileSync(path, 'utf8').matchAll(/^(?:URIs: *|deb +(?:\[.*?\] +)?)(\S+)/gm), ([, uri = '']) => uri),
  )
  return uris.find((uri) => /\/debian\/?$/.test(uri)) ?? 'https://deb.debian.org/debian'
}

function npmSettings(): string[] {
  return ['/etc/npmrc', '/usr/etc/npmrc', '/usr/local/etc/npmrc', '/root/.npmrc']
}

/** The Node and npm of this machine, not those that come along with the project. */
function copyNode(root: string): void {
  const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules'))
  const found = folders.map((folder) => join(folder, 'node')).find((path) => existsSync(path))
  const node = realpathSync(found ?? fail('There is no Node on this machine but the project’s own.'))
  const modules = join(dirname(dirname(node)), 'lib/node_modules/npm')
  if (!existsSync(modules)) fail(`There is no npm beside ${node}.`)
  const place = join(root, 'usr/local')
  cpSync(node, join(place, 'bin/node'))
  mkdirSync(join(place, 'lib/node_modules'), { recursive: true })
  cpSync(modules, join(place, 'lib/node_modules/npm'), { recursive: true, dereference: true })
  for (const name of ['npm', 'npx']) {
    writeFileSync(
      join(place, 'bin', name),
      `#!/bin/sh\nexec /usr/local/bin/node /usr/local/lib/node_modules/npm/bin/${name}-cli.js "$@"\n`,
      { mode: 0o755 },
    )
  }
}

function environment(): Record<string, string> {
  return {
    HOME: '/root',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    DEBIAN_FRONTEND: 'noninteractive',
    // Who answers for the registry of this machine.
    ...(Object.fromEntries(
      Object.entries(process.env).filter(([name]) => /^(https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i.test(name)),
    ) as Record<string, string>),
  }
}

function inRoot(root: string, line: string): void {
  run('chroot', [root, '/bin/sh', '-c', line], environment())
}

function asNewcomer(line: string): string {
  return `cd ${inFolder} && ${line}`
}

async function runToEnd(root: string, line: string): Promise<number> {
  const child = spawn('chroot', [root, '/bin/sh', '-c', asNewcomer(line)], {
    env: environment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}

/** `start` goes on until Ctrl-C: it is given one when it has said what to do next and the server answers. */
async function runUntilUp(root: string, line: string): Promise<number> {
  const child = spawn('chroot', [root, '/bin/sh', '-c', asNewcomer(line)], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  let said = ''
  let isUp = false
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk)
    said += chunk.toString()
    if (isUp || !said.includes('about:debugging')) return
    isUp = true
    void fetch('http://127.0.0.1:8787/readyz')
      .then((answer) => say(`  the server answers ${answer.status}`))
      .catch((error: unknown) => {
        isUp = false
        say(String(error))
      })
      .finally(() => process.kill(-(child.pid ?? 0), 'SIGINT'))
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (!isUp) return code === 0 ? 1 : (code ?? 1)
  const free = createServer()
  // Whatever still listened there would be a leftover.
  free.listen(8787, '127.0.0.1')
  await once(free, 'listening')
  free.close()
  return 0
}

function timed(what: string, act: () => void): void {
  const startedAt = performance.now()
  act()
  say(`${what}: ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`)
}

function run(command: string, args: string[], env: NodeJS.ProcessEnv = process.env): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env })
  if (error !== undefined || status !== 0)
    fail(
      `${stdout ?? ''}${stderr ?? ''}\n${command} ${args.join(' ')} failed.${error === undefined ? '' : ` ${error.message}`}`,
    )
}
