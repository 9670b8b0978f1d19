/** What one update costs the server: 40 rooms, a writer and a reader in each, messages encoded by hand around real incremental Yjs updates of
 *  one sealed entry (301 bytes).
 *
 *  All servers stay up and take turns, pinned to one core while the load has another; CPU is what the kernel counted for all threads of
 *  the server's process, the kernel's part of the commits included. A run lasts as long for everybody, however fast.
 *    closed loop: every writer keeps so many updates on their way
 *    fixed rate: updates come one by one, each due at its time
 *  What is put off (folding here, storing in Hocuspocus and LevelDB) is a figure of its own: what the quiet seconds after a run cost.
 *
 *  `BENCH_BEFORE=/path/to/another/checkout` puts that one's server beside this one's and the raw relays, and leaves the peers out. */

import { report, shown, type Summary, summarize, withSpread } from './figures.ts'
import type { RelayRun } from './kept.ts'
import { collectGarbage, cpuMicroseconds, ownCpuMicroseconds, pinLoad, untilQuiet } from './process-meter.ts'
import { entryMessages, type Load, type Pair, pairUp, relayAll } from './relay-load.ts'
import { chosen, type Figures, size } from './results.ts'
import { startSubject, type Subject, type SubjectName } from './subject.ts'

const roomCount = 40
const rounds = 5
const runSeconds = 1.5
/** More than any server here can take: what is the load's store of messages made for. */
const mostPerSecond = 110_000
/** Two sweeps of ours, and Hocuspocus' two seconds: until then it may be too early to see what was put off. */
const quietMs = (name: SubjectName): number => (/^Porchlight|SQLite$/.test(name) ? 2_500 : 300)

const limit: SubjectName = 'raw relay + commit'
const ours: SubjectName = 'Porchlight'

export const measureRelay = async (): Promise<Figures> => {
  pinLoad()
  const seconds = runSeconds * Math.min(1, Math.max(0.1, size()))
  const loads: Load[] = [
    { name: 'closed loop, 1 under way', seconds, window: 1 },
    { name: 'closed loop, 8 under way', seconds, window: 8 },
    { name: 'closed loop, 32 under way', seconds, window: 32 },
    { name: 'fixed rate, 1,000/s', seconds: (seconds * 4) / 3, perSecond: 1_000 },
  ]
  const names: SubjectName[] =
    process.env['BENCH_BEFORE'] === undefined
      ? [
          ours,
          limit,
          'raw relay',
          '@y/websocket-server',
          '@y/websocket-server + LevelDB',
          'Hocuspocus',
          'Hocuspocus + SQLite',
        ]
      : [ours, 'Porchlight before', limit]
  const measured: Measured[] = []
  for (const name of chosen(names)) {
    const subject = await startSubject(name, roomCount)
    const pairs: Pair[] = []
    for (let room = 0; room < roomCount; room++) pairs.push(await pairUp(subject, room))
    measured.push({ subject, pairs })
  }
  const figures: Record<string, RelayRun[]> = {}
  const messages = entryMessages(Math.ceil((mostPerSecond * seconds * (loads.length - 1) * (rounds + 1)) / roomCount))
  for (const load of loads) figures[load.name] = await compare(load, measured, messages)
  await Promise.all(measured.map(({ subject }) => subject.dispose()))
  return { rooms: roomCount, rounds, seconds, loads: figures }
}

interface Measured {
  subject: Subject
  pairs: Pair[]
}

interface Run {
  cpu: number
  after: number
  perSecond: number
  latencies: readonly number[]
  serverBusy: number
  loadBusy: number
}

const compare = async (
  load: Load,
  measured: readonly Measured[],
  messages: readonly Uint8Array[],
): Promise<RelayRun[]> => {
  const runsByName = new Map<SubjectName, Run[]>(measured.map(({ subject }) => [subject.name, []]))
  // Round 0 warms all of them up.
  for (let round = 0; round <= rounds; round++)
    for (const { subject, pairs } of measured) {
      const run = await runOnce(load, subject, pairs, messages)
      if (round > 0) runsByName.get(subject.name)?.push(run)
    }
  const rival = (name: SubjectName, round: number, figure: 'cpu' | 'perSecond'): number =>
    runsByName.get(name)?.[round]?.[figure] ?? Number.NaN
  return [...runsByName].map(([name, runs]) => {
    const over = (figure: Exclude<keyof Run, 'latencies'>): Summary => summarize(runs.map((run) => run[figure]))
    const summed: RelayRun = {
      name,
      cpu: over('cpu'),
      after: over('after'),
      perSecond: over('perSecond'),
      latency: summarize(runs.flatMap(({ latencies }) => latencies)),
      ratio: summarize(runs.map(({ cpu }, round) => cpu / rival(limit, round, 'cpu'))),
      overOurs: summarize(runs.map(({ cpu }, round) => cpu / rival(ours, round, 'cpu'))),
      oursFaster: summarize(runs.map(({ perSecond }, round) => rival(ours, round, 'perSecond') / perSecond)),
      serverBusy: over('serverBusy'),
      loadBusy: over('loadBusy'),
    }
    report(
      `${load.name}, ${name}`,
      `${withSpread(summed.cpu)} µs CPU/update and ${shown(summed.after.median)} µs after it; ${withSpread(summed.perSecond)}/s; ` +
        `latency p50 ${shown(summed.latency.median)} ms, p95 ${shown(summed.latency.p95)} ms; ${withSpread(summed.ratio)} × raw + commit; ` +
        `${shown(summed.overOurs.median)} × ours, ours ${withSpread(summed.oursFaster)} × as fast; ` +
        `busy ${shown(summed.serverBusy.median)} %, load ${shown(summed.loadBusy.median)} %`,
    )
    return summed
  })
}

const runOnce = async (
  load: Load,
  subject: Subject,
  pairs: readonly Pair[],
  messages: readonly Uint8Array[],
): Promise<Run> => {
  collectGarbage()
  const [startedAt, before, loadBefore] = [performance.now(), cpuMicroseconds(subject.pid()), ownCpuMicroseconds()]
  const latencies = await relayAll(pairs, load, messages)
  const [ms, busy, loadBusy] = [
    performance.now() - startedAt,
    cpuMicroseconds(subject.pid()) - before,
    ownCpuMicroseconds() - loadBefore,
  ]
  // Or one server's leftovers would be done in the next one's run, on the same core.
  await untilQuiet(subject.pid(), quietMs(subject.name))
  return {
    cpu: busy / latencies.length,
    after: (cpuMicroseconds(subject.pid()) - before - busy) / latencies.length,
    perSecond: (latencies.length / ms) * 1000,
    latencies,
    serverBusy: busy / ms / 10,
    loadBusy: loadBusy / ms / 10,
  }
}
