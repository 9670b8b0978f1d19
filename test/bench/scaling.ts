/** From what was measured to what many couples would need: plain arithmetic, its assumptions beside it. No such number was measured. */

import { shown, type Summary } from './figures.ts'

export interface Measured {
  /** Resident memory of a process without sockets, and of each socket in a room, both of the run with the most. */
  baseMiB: number
  kibPerSocket: number
  /** Of a core, for so many idle sockets. */
  idlePercent: number
  idleSockets: number
  /** Relaying at a fixed rate, and folding afterwards. */
  microsecondsPerUpdate: number
  /** Ticket, upgrade, first answer, and its share of the start. */
  comeBackMs: number
  /** A couple with hardly anything in its room, and the most its inner document comes to. */
  databaseKiBPerCouple: number
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
  ['an update, relayed durably at 1,000/s and folded', `${shown(measured.microsecondsPerUpdate)} µs`],
  ['updates a second, if that were all a core did', shown(1e6 / measured.microsecondsPerUpdate)],
  ['a client that comes back: ticket, socket, first answer', `${shown(measured.comeBackMs)} ms of processor time`],
  ['on the disk, a couple that hardly wrote', `${shown(measured.databaseKiBPerCouple)} KiB`],
  ['on the disk, a couple at most, while housekeeping works', `${shown(atMostKB(measured))} kB`],
  ['growth a year without housekeeping', `${shown(measured.innerGrowthKB)} kB`],
]

/** The snapshot, the entries since it, and what every couple takes. */
const atMostKB = ({ innerKB, databaseKiBPerCouple }: Measured): number =>
  innerKB + assumed.entriesBeforeCompaction * assumed.entryKB + databaseKiBPerCouple * 1.024

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

/** From the figures the scenarios kept. */
export const measuredFrom = (of: (scenario: string) => unknown): Measured => {
  const idle = of('idle') as {
    counts: number[]
    subjects: { name: string; beforeMiB: Summary; perConnection: Summary[]; idleCpuPercent: Summary }[]
  }
  const relay = of('relay') as { loads: Record<string, { name: string; cpu: Summary; after: Summary }[]> }
  const storm = of('storm') as { clients: number; cpuSeconds: Summary }
  const scale = of('scale') as { subjects: { name: string; sizes: { rooms: number; databaseKiB: number }[] }[] }
  const year = of('year') as { withoutKB: number; peakKB: number }
  const ours = <Subject extends { name: string }>(subjects: readonly Subject[]): Subject => {
    const found = subjects.find(({ name }) => name === 'Porchlight')
    if (found === undefined) throw new Error('a result without Porchlight in it')
    return found
  }
  const idleOurs = ours(idle.subjects)
  const fixed = ours(Object.values(relay.loads).at(-1) ?? [])
  const most = ours(scale.subjects).sizes.at(-1)
  return {
    baseMiB: idleOurs.beforeMiB.median,
    kibPerSocket: idleOurs.perConnection.at(-1)?.median ?? Number.NaN,
    idlePercent: idleOurs.idleCpuPercent.median,
    idleSockets: idle.counts.at(-1) ?? Number.NaN,
    microsecondsPerUpdate: fixed.cpu.median + fixed.after.median,
    comeBackMs: (storm.cpuSeconds.median / storm.clients) * 1000,
    databaseKiBPerCouple: (most?.databaseKiB ?? Number.NaN) / (most?.rooms ?? Number.NaN),
    innerKB: year.peakKB,
    innerGrowthKB: year.withoutKB,
  }
}
