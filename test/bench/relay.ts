/** What one durable update costs the server, against the least a durable relay can cost (`raw-relay.ts`): 40 rooms, a writer and a reader
 *  in each, frames encoded by hand around real incremental Yjs updates of one sealed entry (301 bytes).
 *
 *  Both servers stay up and take turns, pinned to one core while the load has another; CPU is what the kernel counted for all threads of
 *  the server's process, the kernel's part of the commits included.
 *    closed loop: every writer keeps so many updates on their way, so that both servers commit in groups
 *    fixed rate: updates come one by one; ours commits at once, the raw relay waits up to 5 ms for company
 *  Folding, in the quiet second after a run, is a figure of its own: the raw relay never does it. */

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { syncProtocol } from '@porchlight/shared/wire/close-code'
import { WebSocket } from 'ws'
import { createCouple, ticketFor } from '../support/server-client.ts'
import { startServer } from '../support/server-process.ts'
import { entryFrames, type Load, type Pair, pairUp, relayAll } from './relay-load.ts'
import { report, spread } from './spread.ts'

const roomCount = 40
const rounds = 5
const loads: Load[] = [
  { name: 'closed loop, 1 each on its way', perRoom: 300, window: 1 },
  { name: 'closed loop, 8 each on their way', perRoom: 300, window: 8 },
  { name: 'fixed rate, 1,000/s', perRoom: 50, perSecond: 1_000 },
]
/** Two sweeps of the server: by then every room that has to be folded is. */
const quietMs = 2_500

interface Server {
  name: string
  pid: number
  pairs: Pair[]
  stop(): Promise<void>
}

export async function measureRelay(): Promise<void> {
  const servers = [await startRaw(), await startOurs()]
  const lastCore = availableParallelism() - 1
  const isPinned = lastCore > 0 && servers.every(({ pid }) => pin(pid, '0')) && pin(process.pid, `1-${lastCore}`)
  report('cores', isPinned ? 'server on one, load on another' : 'not pinned, so expect noise')
  const frames = entryFrames(loads.reduce((sum, { perRoom }) => sum + perRoom, 0) * (rounds + 1))
  for (const load of loads) await compare(load, servers, frames)
  await Promise.all(servers.map(({ stop }) => stop()))
  if (isPinned) pin(process.pid, `0-${lastCore}`)
}

async function compare(load: Load, servers: Server[], frames: Uint8Array[]): Promise<void> {
  const updates = load.perRoom * roomCount
  const figures = servers.map((server) => ({ server, busy: [] as number[], folding: 0 }))
  // Round 0 warms both up.
  for (let round = 0; round <= rounds; round++) {
    for (const figure of figures) {
      const started = cpuMicroseconds(figure.server.pid)
      await relayAll(figure.server.pairs, load, frames)
      const done = cpuMicroseconds(figure.server.pid)
      await new Promise((resume) => setTimeout(resume, quietMs))
      if (round === 0) continue
      figure.busy.push((done - started) / updates)
      figure.folding += (cpuMicroseconds(figure.server.pid) - done) / updates / rounds
    }
  }
  for (const { server, busy, folding } of figures)
    report(
      `${load.name}, ${server.name}`,
      `${spread(busy, 'µs CPU/update')}, ${folding.toFixed(1)} µs in the quiet after it`,
    )
  const [raw, ours] = figures
  const ratios = (ours?.busy ?? []).map((busy, round) => busy / (raw?.busy[round] ?? Number.NaN))
  const sorted = ratios.toSorted((a, b) => a - b).map((ratio) => ratio.toFixed(2))
  report(`${load.name}, ratio`, `median ${sorted[Math.floor(sorted.length / 2)]}, all ${sorted.join(' ')}`)
}

async function startOurs(): Promise<Server> {
  const server = await startServer()
  const pairs: Pair[] = []
  for (let room = 0; room < roomCount; room++) {
    const device = await createCouple(server.url)
    const open = async (): Promise<WebSocket> => {
      const { room: name, ticket } = await ticketFor(device)
      const offer = [syncProtocol.name, syncProtocol.ticketPrefix + ticket, syncProtocol.saved]
      return new WebSocket(`${server.wsUrl}/${name}`, offer)
    }
    pairs.push(await pairUp(await open(), await open()))
  }
  return { name: 'Porchlight', pid: server.pid(), pairs, stop: () => server.dispose() }
}

async function startRaw(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-raw-'))
  const relay = fileURLToPath(new URL('raw-relay.ts', import.meta.url))
  const child = spawn(process.execPath, [relay, join(folder, 'log.db')], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  const url = `ws://127.0.0.1:${Number(port.toString())}`
  const pairs: Pair[] = []
  for (let room = 0; room < roomCount; room++)
    pairs.push(await pairUp(new WebSocket(`${url}/${room}`), new WebSocket(`${url}/${room}`)))
  const stop = async (): Promise<void> => {
    child.kill()
    await once(child, 'exit')
    rmSync(folder, { recursive: true })
  }
  return { name: 'raw', pid: child.pid ?? 0, pairs, stop }
}

/** Of all threads, in the kernel's nanoseconds where it counts them (Linux). */
function cpuMicroseconds(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`)
  const nanoseconds = tasks.map((task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
  )
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1000
}

function pin(pid: number, cores: string): boolean {
  return spawnSync('taskset', ['-a', '-c', '-p', cores, String(pid)]).status === 0
}
