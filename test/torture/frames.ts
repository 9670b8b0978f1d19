/** Hostile frames by the hundred thousand, on sockets with a ticket, and upgrade requests without one; an honest couple on the same
 *  server must notice nothing. What counts is what the server says it looked at (`porchlight_frames_total`), not what was sent: a
 *  socket that was closed is not read any more. Rule: SYNC-5, SYNC-5b, SYNC-7, SYNC-10 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createTickets } from '@porchlight/server/socket/ticket'
import type { CoupleId, DeviceId } from '@porchlight/shared/wire/api'
import { syncProtocol } from '@porchlight/shared/wire/close-code'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { eventually } from '../support/eventually.ts'
import { openSocket, readRoom, updateFrame, writer } from '../support/raw-socket.ts'
import { createSeededRandom, type SeededRandom } from '../support/seeded-random.ts'
import { addDevice, createCouple, type Device } from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { createHostileFrames, type FrameKind } from './hostile-frames.ts'
import { slowLoris, strangeUpgrade } from './hostile-upgrades.ts'

export interface FrameRun {
  frames: number
  seed: number
  isLimited: boolean
  /** Ends it early, and what it started with it. */
  signal?: AbortSignal
  say: (line: string) => void
}

export interface FrameReport {
  framesSent: number
  framesLookedAt: number
  framesByKind: Partial<Record<FrameKind, number>>
  sockets: number
  handshakesLost: number
  closesByCode: Record<string, number>
  strangeUpgrades: number
  slowLorisEnded: string
  honestUpdates: number
  slowestHonestMs: number
  idleRssMiB: number
  peakRssMiB: number
  serverCpuSeconds: number
  broken: string[]
}

/** What the server may take at the most while all this goes on. */
export const rssBoundMiB = 768
const attackers = 6
const burstFrames = 120
/** After so many sockets an attacker's couple is read once more and makes room for a new one; now and then one goes on until its
 *  room of 2 MiB is full. */
const socketsPerCouple = { most: 8, some: 120 }

export const throwFrames = async ({ frames, seed, isLimited, signal, say }: FrameRun): Promise<FrameReport> => {
  const secret = randomBytes(32)
  const limits = {
    couplesPerHourPerAddress: 1e6,
    claimsPerHourPerAddress: 1e6,
    ticketsPerMinutePerToken: 1e6,
    ticketsPerMinutePerAddress: 1e6,
  }
  const server = await startServer({
    env: {
      SERVER_SECRET: secret.toString('base64url'),
      LOG_LEVEL: 'error',
      LIMITS: isLimited ? 'on' : 'off',
      LIMITS_JSON: JSON.stringify(limits),
    },
  })
  const tickets = createTickets({
    clock: { now: () => Date.now(), after: () => () => undefined },
    random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
    secret,
  })
  const report: FrameReport = {
    framesSent: 0,
    framesLookedAt: 0,
    framesByKind: {},
    sockets: 0,
    handshakesLost: 0,
    closesByCode: {},
    strangeUpgrades: 0,
    slowLorisEnded: '',
    honestUpdates: 0,
    slowestHonestMs: 0,
    idleRssMiB: await rssOf(server),
    peakRssMiB: 0,
    serverCpuSeconds: 0,
    broken: [],
  }
  const pid = server.pid()
  const isDone = (): boolean => report.framesLookedAt >= frames || report.broken.length > 0 || signal?.aborted === true

  const attack = async (random: SeededRandom): Promise<void> => {
    const hostile = createHostileFrames(random)
    while (!isDone()) {
      const device = await createCouple(server.url)
      const sockets = random.chance(0.03) ? socketsPerCouple.some : socketsPerCouple.most
      for (let n = 0; n < sockets && !isDone(); n++) {
        const { ticket } = tickets.issue({
          coupleId: device.coupleId as CoupleId,
          epoch: 1,
          deviceId: device.deviceId as DeviceId,
        })
        const socket = new WebSocket(
          `${server.wsUrl}/${device.coupleId}.1`,
          [syncProtocol.name, syncProtocol.ticketPrefix + ticket],
          { perMessageDeflate: false },
        )
        const closed = once(socket, 'close') as Promise<[number]>
        const isOpen = await Promise.race([once(socket, 'open').then(() => true), closed.then(() => false)]).catch(
          () => false,
        )
        if (!isOpen) {
          // On a machine that is busy enough the request takes longer than its headers may.
          report.handshakesLost++
          continue
        }
        for (const { kind, bytes } of hostile.burst(burstFrames)) {
          socket.send(bytes)
          report.framesSent++
          report.framesByKind[kind] = (report.framesByKind[kind] ?? 0) + 1
        }
        // Whatever the last frame was, this one ends it.
        if (random.chance(0.05)) socket.terminate()
        else socket.send('bye')
        const [code] = await closed
        report.sockets++
        report.closesByCode[code] = (report.closesByCode[code] ?? 0) + 1
        if (n % 10 === 0) {
          await strangeUpgrade(server.port, random)
          report.strangeUpgrades++
        }
      }
      if (isLimited) await new Promise((resolve) => setTimeout(resolve, 6_000))
      const opened = await opensAtLast(device)
      if (opened !== true) report.broken.push(`a hostile room does not open any more: ${opened}`)
    }
  }

  const watch = async (): Promise<void> => {
    while (!isDone()) {
      await new Promise((resolve) => setTimeout(resolve, 500))
      const metrics = await metricsOf(server)
      const before = report.framesLookedAt
      report.framesLookedAt = metrics('porchlight_frames_total')
      report.serverCpuSeconds = metrics('process_cpu_seconds_total')
      report.peakRssMiB = Math.max(report.peakRssMiB, metrics('process_resident_memory_bytes') / 2 ** 20)
      if (report.peakRssMiB > rssBoundMiB) report.broken.push(`memory: ${report.peakRssMiB} MiB`)
      const tenth = Math.ceil(frames / 10)
      if (Math.floor(before / tenth) < Math.floor(report.framesLookedAt / tenth)) {
        say(`${report.framesLookedAt} frames, ${report.sockets} sockets, ${report.peakRssMiB.toFixed(0)} MiB`)
      }
    }
  }

  const ada = await createCouple(server.url)
  const ben = await addDevice(ada)
  const loris = slowLoris(server.port, 50)
  const random = createSeededRandom(seed)
  try {
    await Promise.all([
      watch(),
      beHonest(ada, ben, isDone, report),
      ...Array.from({ length: attackers }, () => attack(createSeededRandom(random.int(1, 2 ** 30)))),
    ])
    report.slowLorisEnded = `${loris.ended()} of 50`
    if (server.pid() !== pid || !(await fetch(`${server.url}/readyz`)).ok) report.broken.push('the server is not ready')
    const faults = server.stderr().trim()
    if (faults !== '') report.broken.push(`the log has errors: ${faults.slice(0, 2_000)}`)
  } catch (error) {
    report.broken.push(String(error instanceof Error ? error.stack : error))
  } finally {
    loris.stop()
    await server.dispose()
  }
  return report
}

/** A room full of poison takes its time: its rows are sorted one by one. */
const opensAtLast = async (device: Device): Promise<true | string> => {
  let why = ''
  for (let attempt = 0; attempt < 6; attempt++) {
    try {
      await readRoom(device)
      return true
    } catch (error) {
      why = String(error)
    }
  }
  return why
}

/** Two people writing to each other all the while: every update arrives, no socket closes, all of it is there at the end. */
const beHonest = async (ada: Device, ben: Device, isDone: () => boolean, report: FrameReport): Promise<void> => {
  const [a, b] = [await openSocket(ada, { saved: true }), await openSocket(ben, { saved: true })]
  const pen = writer(1)
  await Promise.all([a.next('step1'), b.next('step1')])
  for (let heard = 0; !isDone(); ) {
    const sentAt = performance.now()
    a.send(updateFrame(pen.push(report.honestUpdates % 256, 64)))
    const wanted = heard + 1
    await eventually(
      () => {
        heard = b.heard.filter((one) => one.kind === 'update').length
        return heard >= wanted || b.ws.readyState !== b.ws.OPEN || a.ws.readyState !== a.ws.OPEN
      },
      Boolean,
      60_000,
    )
    report.slowestHonestMs = Math.round(Math.max(report.slowestHonestMs, performance.now() - sentAt))
    report.honestUpdates++
    if (a.ws.readyState !== a.ws.OPEN || b.ws.readyState !== b.ws.OPEN) {
      report.broken.push('a socket of the honest couple was closed')
      return
    }
    // Twenty a second is what a couple may.
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
  const stored = await readRoom(ben)
  if (!Y.equalSnapshots(Y.snapshot(stored), Y.snapshot(pen.doc))) report.broken.push('honest content is missing')
  await Promise.all([a.close(), b.close()])
}

const metricsOf = async (server: ServerProcess): Promise<(name: string) => number> => {
  const text = await (await fetch(server.metricsUrl)).text()
  return (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
}

const rssOf = async (server: ServerProcess): Promise<number> =>
  Math.round((await metricsOf(server))('process_resident_memory_bytes') / 2 ** 20)
