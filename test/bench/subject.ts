/** The servers under the bench, all seen the same way: a process, and sockets into numbered rooms that speak plain y-websocket messages. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { syncProtocol } from '@porchlight/shared/wire/close-code'
import { temporaryFolder } from '../support/leftovers.ts'
import { createCouple, type Device } from '../support/server-client.ts'
import { freePort, startServer } from '../support/server-process.ts'
import { type Dialect, hocuspocus, yWebsocket } from './dialect.ts'
import { inParallel } from './in-parallel.ts'
import { type Hear, type LoadSocket, localAddressOf, openLoadSocket } from './load-socket.ts'
import { fetchTicket } from './load-ticket.ts'
import { onServerCore } from './process-meter.ts'
import { within } from './within.ts'

export type SubjectName =
  | 'Porchlight'
  | 'Porchlight before'
  | 'raw relay'
  | 'raw relay + commit'
  | '@y/websocket-server'
  | '@y/websocket-server + LevelDB'
  | 'Hocuspocus'
  | 'Hocuspocus + SQLite'

/** Good for one socket, and where it is a ticket, for a minute. */
export interface Pass {
  path: string
  protocols: readonly string[]
}

export interface Subject {
  readonly name: SubjectName
  pid(): number
  readonly port: number
  /** Where it keeps what it keeps. */
  readonly folder: string
  /** What lets one socket into a room; fetches a ticket where there are tickets. `index` chooses the address it comes from. */
  pass(room: number, index: number): Promise<Pass>
  /** A socket in a room, its upgrade answered. `hear` gets plain y-websocket messages. Without a `pass` it gets one first. */
  open(room: number, index: number, hear: Hear, pass?: Pass): Promise<LoadSocket>
  /** SIGKILL: what is on its disk is what there is. */
  kill(): Promise<void>
  /** After `kill` or `interrupt`, on the same port and data; resolves when it listens. */
  restart(): Promise<void>
  /** A signal to stop; resolves when it has. */
  interrupt(): Promise<void>
  /** Ends it and removes its data. */
  dispose(): Promise<void>
}

/** Starts it, pinned to the first core. `rooms`: how many there will be; Porchlight wants them made before. */
export const startSubject = (name: SubjectName, rooms: number): Promise<Subject> => {
  switch (name) {
    case 'Porchlight':
      return startPorchlight(name, rooms)
    case 'Porchlight before':
      return startPorchlight(name, rooms, process.env['BENCH_BEFORE'] ?? '')
    case 'raw relay':
      return startPeer(name, yWebsocket, () => [ours('raw-relay.ts')])
    case 'raw relay + commit':
      return startPeer(name, yWebsocket, (folder) => [ours('raw-relay.ts'), join(folder, 'log.db')])
    case '@y/websocket-server':
      return startPeer(name, yWebsocket, () => [peer('y-websocket.mjs')])
    case '@y/websocket-server + LevelDB':
      return startPeer(
        name,
        yWebsocket,
        () => [peer('y-websocket.mjs')],
        (folder) => ({ YPERSISTENCE: folder }),
      )
    case 'Hocuspocus':
      return startPeer(name, hocuspocus, () => [peer('hocuspocus.mjs')])
    case 'Hocuspocus + SQLite':
      return startPeer(name, hocuspocus, (folder) => [peer('hocuspocus.mjs'), join(folder, 'documents.db')])
    default:
      return name satisfies never
  }
}

/** With its limits off, as a bench wants it; everything else as it is run. Rooms are made over HTTP by a first process; the
 *  one that is measured starts with them on its disk. `checkout`: another checkout of the project, to compare with. */
const startPorchlight = async (name: SubjectName, rooms: number, checkout = ''): Promise<Subject> => {
  const main = join(checkout === '' ? project : checkout, 'packages/server/src/main.ts')
  const { folder, devices } = await furnished(rooms, main)
  const dataDir = temporaryFolder('bench')
  held.set(dataDir, null)
  cpSync(folder, dataDir, { recursive: true })
  const command: [string, ...string[]] = [...onServerCore, ...node, main]
  const server = await within(startSeconds, `${name} did not start`, startServer({ command, dataDir }))
  const pass = async (room: number, index: number): Promise<Pass> => {
    const device = devices[room]
    if (device === undefined) throw new Error(`there is no room ${room}`)
    const { room: roomName, ticket } = await fetchTicket(server.port, device.token, localAddressOf(index))
    return {
      path: `/v1/sync/${roomName}`,
      protocols: [syncProtocol.name, syncProtocol.ticketPrefix + ticket, syncProtocol.saved],
    }
  }
  const pid = (): number => server.pid()
  held.set(dataDir, pid)
  return {
    name,
    folder: dataDir,
    pid,
    port: server.port,
    pass,
    async open(room, index, hear, given) {
      const { path, protocols } = given ?? (await pass(room, index))
      return openLoadSocket({ port: server.port, path, localAddress: localAddressOf(index), protocols }, hear)
    },
    async kill() {
      await server.kill()
      held.set(dataDir, null)
    },
    async restart() {
      await within(startSeconds, `${name} did not start again`, server.restart())
      held.set(dataDir, pid)
    },
    async interrupt() {
      await server.interrupt()
      held.set(dataDir, null)
    },
    async dispose() {
      // In order, or a profile would not be written.
      await server.interrupt()
      held.delete(dataDir)
      await server.dispose()
      rmSync(dataDir, { recursive: true })
    },
  }
}

/** Data with so many rooms in it, made over HTTP by a server of its own, in memory where there is such a folder (a couple is a
 *  commit, and ten thousand of them on a busy disk take minutes), and once. */
const furnished = async (rooms: number, main: string): Promise<Furnished> => {
  const key = `${rooms} by ${main}`
  const known = furnishedByKey.get(key)
  if (known !== undefined) return known
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'porchlight-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true }))
  const server = await startServer({ command: [process.execPath, main], dataDir: folder })
  const devices: Device[] = []
  await inParallel(rooms, 16, async (room) => {
    devices[room] = await createCouple(server.url)
  })
  await server.interrupt()
  furnishedByKey.set(key, { folder, devices })
  return { folder, devices }
}

interface Furnished {
  folder: string
  devices: readonly Device[]
}
const furnishedByKey = new Map<string, Furnished>()

const startPeer = async (
  name: SubjectName,
  dialect: Dialect,
  argsFor: (folder: string) => string[],
  envFor: (folder: string) => Record<string, string> = () => ({}),
): Promise<Subject> => {
  const folder = temporaryFolder('bench')
  held.set(folder, null)
  const port = await freePort()
  let child: ChildProcess
  const pid = (): number => child.pid ?? 0

  const restart = async (): Promise<void> => {
    const [taskset, ...args] = [...onServerCore, ...node, ...argsFor(folder)]
    child = spawn(taskset, args, {
      env: { PATH: process.env['PATH'], PORT: String(port), ...envFor(folder) },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    held.set(folder, pid)
    const listening = new Promise<void>((resolve, reject) => {
      let said = ''
      child.stdout?.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        if (said.includes(`port ${port}`)) resolve()
      })
      child.on('exit', () => reject(new Error(`${name} ended before it listened`)))
    })
    await within(startSeconds, `${name} did not start`, listening)
  }

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
    held.set(folder, null)
  }

  await restart()
  return {
    name,
    folder,
    pid,
    port,
    pass: (room) => Promise.resolve({ path: `/${nameOf(room)}`, protocols: [] }),
    async open(room, index, hear) {
      const where = { port, path: `/${nameOf(room)}`, localAddress: localAddressOf(index), protocols: [] }
      return dialect.greet(nameOf(room), (hearFrame) => openLoadSocket(where, hearFrame), hear)
    },
    kill: () => end('SIGKILL'),
    restart,
    interrupt: () => end('SIGTERM'),
    async dispose() {
      await end('SIGKILL')
      held.delete(folder)
      rmSync(folder, { recursive: true })
    },
  }
}

const nameOf = (room: number): string => `room-${String(room).padStart(6, '0')}`
/** A storm may knock meanwhile. */
const startSeconds = 120

/** A bench that fails leaves nothing running and nothing lying about: the folders of its servers, and each one's process while it runs. */
const held = new Map<string, (() => number) | null>()
process.once('exit', () => {
  for (const [folder, pid] of held) {
    if (pid !== null && existsSync(`/proc/${pid()}`)) process.kill(pid(), 'SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

const project = fileURLToPath(new URL('../../', import.meta.url))
/** `BENCH_NODE_ARGS='--cpu-prof --cpu-prof-dir=/tmp/profiles'`: to look inside the servers. */
const node = [process.execPath, ...(process.env['BENCH_NODE_ARGS']?.split(' ') ?? [])]
const ours = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const peersFolder = fileURLToPath(new URL('peers/', import.meta.url))

/** The peers are nobody's dependency but the bench's: installed from their own lockfile when first asked for. */
const peer = (file: string): string => {
  if (!existsSync(join(peersFolder, 'node_modules'))) {
    process.stdout.write('  installing the peers (test/bench/peers) …\n')
    const { status } = spawnSync('npx', ['-y', 'pnpm@12.21.0', 'install', '--frozen-lockfile'], {
      cwd: peersFolder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    if (status !== 0) throw new Error('The peers of the bench could not be installed (test/bench/peers).')
  }
  return join(peersFolder, file)
}
