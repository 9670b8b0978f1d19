/** From what was measured to what many couples would need: plain arithmetic, its assumptions beside it. No such number was measured. */

import { shown } from './figures.ts'
import { named, type Read } from './kept.ts'

export interface Measured {
  /** Resident memory of a process without sockets, and of each socket in a room, both of the run with the most. */
  baseMiB: number
  kibPerSocket: number
  /** Of a core, for so many idle sockets. */
  idlePercent: number
  idleSockets: number
  /** The most that were tried: how many, resident memory with them, and of a core. */
  crowd: { sockets: number; mib: number; percent: number }
  /** Relaying at a fixed rate, and folding afterwards. */
  microsecondsPerUpdate: number
  /** As many as one core takes a second, where the next is always under way. */
  mostPerSecond: number
  /** Ticket, upgrade, first answer, and its share of the start. */
  comeBackMs: number
  /** A couple with so many entries in its room, and the most its inner document comes to. */
  databaseKiBPerCouple: number
  databaseEntries: number
  innerKB: number
  innerGrowthKB: number
}

/** At the busiest hour one of the two partners has a browser open; a couple does 30 things a day that are an update (the simulated year
 *  of the bench has some five acts a day; the rest is typing, in bursts, and compaction), an eighth of them in that hour. */
export const assumed = {
  socketsPerCouple: 1,
  updatesPerDay: 30,
  busiestHourShare: 1 / 8,
  entriesBeforeCompaction: 64,
  entryKB: 0.33,
}

export const limitsTable = (measured: Measured): string[][] => [
  ['an idle socket', `${shown(measured.kibPerSocket)} KiB, on ${shown(measured.baseMiB)} MiB without any`],
  [`${shown(measured.idleSockets)} idle sockets`, `${shown(measured.idlePercent)} % of a core`],
  [
    `${shown(measured.crowd.sockets)} idle sockets, the most that were tried`,
    `${shown(measured.crowd.percent)} % of a core, ${shown(measured.crowd.mib)} MiB`,
  ],
  ['updates a second in 40 rooms, relayed durably', shown(measured.mostPerSecond)],
  ['an update, relayed durably at 1,000/s and folded', `${shown(measured.microsecondsPerUpdate)} µs`],
  ['a client that comes back: ticket, socket, first answer', `${shown(measured.comeBackMs)} ms of processor time`],
  [
    `on the disk, a couple with ${measured.databaseEntries} entries of 301 bytes`,
    `${shown(measured.databaseKiBPerCouple)} KiB`,
  ],
  ['on the disk, a couple at most, while housekeeping works', `${shown(atMostKB(measured))} kB`],
  ['growth a year without housekeeping', `${shown(measured.innerGrowthKB)} kB`],
]

/** The snapshot, the entries since it, and what every couple takes (some entries too many: at most). */
const atMostKB = ({ innerKB, databaseKiBPerCouple }: Measured): number =>
  innerKB + assumed.entriesBeforeCompaction * assumed.entryKB + databaseKiBPerCouple * 1.024

export const arithmeticHead = [
  'couples',
  'sockets, busiest hour',
  'memory',
  'updates/s, busiest hour',
  'cores busy, busiest hour',
  'all back after a restart, processor time of one core',
  'on the disk, at most',
]

export const arithmeticTable = (measured: Measured): string[][] =>
  [10_000, 1_000_000, 10_000_000].map((couples) => {
    const sockets = couples * assumed.socketsPerCouple
    const updatesPerSecond = (couples * assumed.updatesPerDay * assumed.busiestHourShare) / 3600
    const updateCores = (updatesPerSecond * measured.microsecondsPerUpdate) / 1e6
    const idleCores = ((sockets / measured.idleSockets) * measured.idlePercent) / 100
    const memoryGiB = (measured.baseMiB + (sockets * measured.kibPerSocket) / 1024) / 1024
    const stormSeconds = (sockets * measured.comeBackMs) / 1000
    return [
      shown(couples),
      shown(sockets),
      `${shown(memoryGiB)} GiB`,
      shown(updatesPerSecond),
      shown(updateCores + idleCores),
      `${shown(stormSeconds)} s`,
      `${shown((couples * atMostKB(measured)) / 1e6)} GB`,
    ]
  })

/** From the figures the scenarios kept, or those that are missing. */
export const measuredFrom = (read: Read): Measured | { missing: string[] } => {
  const [idle, crowd, relay, storm] = [read('idle'), read('crowd'), read('relay'), read('storm')]
  const [scale, year] = [read('scale'), read('year')]
  if (idle === null || crowd === null || relay === null || storm === null || scale === null || year === null)
    return {
      missing: Object.entries({ idle, crowd, relay, storm, scale, year }).flatMap(([name, kept]) =>
        kept === null ? [name] : [],
      ),
    }
  const idleOurs = named(idle.subjects)
  const [crowded, sockets] = [named(crowd.subjects), crowd.counts.at(-1) ?? Number.NaN]
  const kibEach = crowded.perConnection.at(-1)?.median ?? Number.NaN
  const fixed = named(Object.values(relay.loads).at(-1) ?? [])
  const most = named(scale.subjects).sizes.at(-1)
  return {
    baseMiB: idleOurs.beforeMiB.median,
    kibPerSocket: idleOurs.perConnection.at(-1)?.median ?? Number.NaN,
    idlePercent: idleOurs.idleCpuPercent.median,
    idleSockets: idle.counts.at(-1) ?? Number.NaN,
    crowd: {
      sockets,
      mib: crowded.beforeMiB.median + (sockets * kibEach) / 1024,
      percent: crowded.idleCpuPercent.median,
    },
    microsecondsPerUpdate: fixed.cpu.median + fixed.after.median,
    mostPerSecond: Math.max(...Object.values(relay.loads).map((runs) => named(runs).perSecond.median)),
    comeBackMs: (named(storm.subjects).cpuSeconds.median / storm.clients) * 1000,
    databaseKiBPerCouple: (most?.databaseKiB ?? Number.NaN) / (most?.rooms ?? Number.NaN),
    databaseEntries: Math.round((scale.updates * scale.runs) / (most?.rooms ?? Number.NaN)),
    innerKB: year.peakKB,
    innerGrowthKB: year.withoutKB,
  }
}
