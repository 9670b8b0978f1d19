/** What one update costs the server: 40 rooms, a writer and a reader in each, messages encoded by hand around real incremental Yjs updates of
 *  one sealed entry (301 bytes).
 *
 *  All servers stay up and take turns, pinned to one core while the load has another; CPU is what the kernel counted for all threads of
 *  the server's process, the kernel's part of the commits included.
 *    closed loop: every writer keeps so many updates on their way
 *    fixed rate: updates come one by one, each due at its time
 *  What is put off (folding here, storing in Hocuspocus) is a figure of its own: what the quiet seconds after a run cost.
 *
 *  `BENCH_BEFORE=/path/to/another/checkout` puts that one's server beside this one's and the raw relays, and leaves the peers out. */

import { medianOf, report, shown, type Summary, summarize, withSpread } from './figures.ts'
import { cpuMicroseconds, pinLoad } from './process-meter.ts'
import { entryMessages, type Load, type Pair, pairUp, relayAll } from './relay-load.ts'
import { chosen, type Figures, scaled } from './results.ts'
import { startSubject, type Subject, type SubjectName } from './subject.ts'

const roomCount = 40
/** Of the two that are held against each other; the peers take part in the first of them. */
const rounds = 5
const peerRounds = 3
/** Two sweeps of ours, and Hocuspocus' two seconds. The others put nothing off. */
const quietMs = (name: SubjectName): number => (/^Porchlight|SQLite$/.test(name) ? 2_500 : 300)

const limit: SubjectName = 'raw relay + commit'
const isCompared = (name: SubjectName): boolean => name === limit || name.startsWith('Porchlight')

interface Runs {
  name: SubjectName
  /** µs of processor time for each update, while it was relayed. */
  cpu: Summary
  /** µs for each update in the quiet seconds after it. */
  after: Summary
  perSecond: Summary
  /** ms, from when an update was due; all runs together. */
  latency: Summary
  /** Processor time of each run as a multiple of the raw relay that commits, in the same round. */
  ratio: Summary
}

export const measureRelay = async (): Promise<Figures> => {
  pinLoad()
  const loads: Load[] = [
    { name: 'closed loop, 1 under way', perRoom: scaled(100), window: 1 },
    { name: 'closed loop, 8 under way', perRoom: scaled(200), window: 8 },
    { name: 'fixed rate, 1,000/s', perRoom: scaled(50), perSecond: 1_000 },
  ]
  const names: SubjectName[] =
    process.env['BENCH_BEFORE'] === undefined
      ? [
          'Porchlight',
          'raw relay + commit',
          'raw relay',
          '@y/websocket-server',
          '@y/websocket-server + LevelDB',
          'Hocuspocus',
          'Hocuspocus + SQLite',
        ]
      : ['Porchlight', 'Porchlight before', 'raw relay + commit']
  const measured: Measured[] = []
  for (const name of chosen(names)) {
    const subject = await startSubject(name, roomCount)
    const pairs: Pair[] = []
    for (let room = 0; room < roomCount; room++) pairs.push(await pairUp(subject, room))
    measured.push({ subject, pairs })
  }
  const messages = entryMessages(loads.reduce((sum, { perRoom }) => sum + perRoom, 0) * (rounds + 1))
  const figures: Record<string, Runs[]> = {}
  for (const load of loads) figures[load.name] = await compare(load, measured, messages)
  await Promise.all(measured.map(({ subject }) => subject.dispose()))
  return {
    rooms: roomCount,
    updates: Object.fromEntries(loads.map(({ name, perRoom }) => [name, perRoom * roomCount])),
    loads: figures,
  }
}

interface Measured {
  subject: Subject
  pairs: Pair[]
}

const compare = async (load: Load, measured: readonly Measured[], messages: readonly Uint8Array[]): Promise<Runs[]> => {
  const updates = load.perRoom * roomCount
  const runs = measured.map(({ subject }) => ({
    name: subject.name,
    cpu: [] as number[],
    after: [] as number[],
    perSecond: [] as number[],
    latency: [] as number[],
  }))
  // Round 0 warms all of them up.
  for (let round = 0; round <= rounds; round++) {
    for (const [place, { subject, pairs }] of measured.entries()) {
      if (round > peerRounds && !isCompared(subject.name)) continue
      const run = runs[place]
      const startedAt = performance.now()
      const before = cpuMicroseconds(subject.pid())
      const latencies = await relayAll(pairs, load, messages)
      const busy = cpuMicroseconds(subject.pid())
      const seconds = (performance.now() - startedAt) / 1000
      await new Promise((resume) => setTimeout(resume, quietMs(subject.name)))
      if (round === 0 || run === undefined) continue
      run.cpu.push((busy - before) / updates)
      run.after.push((cpuMicroseconds(subject.pid()) - busy) / updates)
      run.perSecond.push(updates / seconds)
      run.latency.push(...latencies)
    }
  }
  const limits = runs.find(({ name }) => name === limit)?.cpu ?? []
  return runs.map((run) => {
    const ratios = run.cpu.map((cpu, round) => cpu / (limits[round] ?? Number.NaN))
    const summed = {
      name: run.name,
      cpu: summarize(run.cpu),
      after: summarize(run.after),
      perSecond: summarize(run.perSecond),
      latency: summarize(run.latency),
      ratio: summarize(ratios),
    }
    report(
      `${load.name}, ${run.name}`,
      `${withSpread(summed.cpu)} µs CPU/update and ${shown(medianOf(run.after))} µs after it; ${withSpread(summed.perSecond)}/s; ` +
        `latency p50 ${shown(summed.latency.median)} ms, p95 ${shown(summed.latency.p95)} ms; ${withSpread(summed.ratio)} × raw + commit`,
    )
    return summed
  })
}
