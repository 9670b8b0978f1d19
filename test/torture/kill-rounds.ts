/** Rounds of SIGKILL: a real server under load from many rooms, killed at a random moment of a chosen act, started again, and asked
 *  for everything it had promised. Rule: SYNC-3, SYNC-4, SYNC-5a, EPOCH-3, LEAVE-1, LEAVE-2. */
import { rm } from 'node:fs/promises'
import { createSeededRandom } from '../support/seeded-random.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { clockedEnv, setClock } from '../support/shifted-clock.ts'
import { createWitness, type Witness } from './witness.ts'

export interface KillRounds {
  rounds: number
  seed: number
  couples: number
  say: (line: string) => void
}

export interface KillReport {
  rounds: number
  kills: Record<Act, number>
  /** Updates that reached a partner, and saved marks that were read. */
  updatesSeen: number
  marksRead: number
  epochsMoved: number
  left: number
  erased: number
  broken: string[]
}

/** What the server is in the middle of when it is killed. */
const acts = ['relaying', 'folding', 'moving epochs', 'ending couples', 'purging', 'starting'] as const
type Act = (typeof acts)[number]

/** How long at most it may be at it. */
const patienceMs: Record<Act, number> = {
  relaying: 100,
  folding: 40,
  'moving epochs': 250,
  'ending couples': 60,
  purging: 40,
  starting: 40,
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const week = 7 * 86_400_000

export const killRounds = async ({ rounds, seed, couples, say }: KillRounds): Promise<KillReport> => {
  const random = createSeededRandom(seed)
  const clock = await clockedEnv()
  const server = await startServer({ env: clock.env })
  const report: KillReport = {
    rounds: 0,
    kills: { relaying: 0, folding: 0, 'moving epochs': 0, 'ending couples': 0, purging: 0, starting: 0 },
    updatesSeen: 0,
    marksRead: 0,
    epochsMoved: 0,
    left: 0,
    erased: 0,
    broken: [],
  }
  let witnesses: Witness[] = []
  /** Couples that are gone stay gone: the last of them are asked about again. */
  let graves: Witness[] = []
  let offsetMs = 0
  try {
    for (let round = 0; round < rounds && report.broken.length === 0; round++) {
      while (witnesses.length < couples) witnesses.push(await createWitness(server.url, random))
      const act = acts[round % acts.length] ?? 'relaying'
      await Promise.all(witnesses.map((witness) => witness.connect()))
      const writing = setInterval(() => {
        for (const witness of witnesses) witness.write(random.int(0, 6))
      }, 2)
      await pause(random.int(30, 400))
      const some = witnesses.filter(() => random.chance(0.5))
      if (act === 'moving epochs') {
        clearInterval(writing)
        await Promise.all(some.map((witness) => witness.settled()))
      }
      const calls = begin(act, some)
      if (act === 'purging') offsetMs += 2 * week
      await pause(random.int(0, patienceMs[act]))
      await server.kill()
      clearInterval(writing)
      await calls
      await Promise.all(witnesses.map((witness) => witness.listen()))
      setClock(clock.file, offsetMs)
      if (act === 'starting' || act === 'purging') await killWhileStarting(server, random.int(0, 450))
      await server.restart()
      for (const witness of [...witnesses, ...graves]) {
        for (const promise of await witness.broken()) report.broken.push(`round ${round} (${act}): ${promise}`)
      }
      report.rounds++
      report.kills[act]++
      const ended = witnesses.filter((witness) => witness.state() !== 'together')
      report.left += ended.filter((witness) => witness.state() === 'alone').length
      report.erased += ended.filter((witness) => witness.state() === 'gone').length
      for (const witness of ended) {
        report.updatesSeen += witness.seen().updates
        report.marksRead += witness.seen().saved
        report.epochsMoved += witness.seen().epochs
      }
      graves = [...graves, ...ended].slice(-8)
      witnesses = witnesses.filter((witness) => witness.state() === 'together')
      if (round % 20 === 19) say(`${round + 1} rounds`)
    }
    for (const witness of witnesses) {
      report.updatesSeen += witness.seen().updates
      report.marksRead += witness.seen().saved
      report.epochsMoved += witness.seen().epochs
    }
    return report
  } finally {
    await server.dispose()
    await rm(clock.file, { force: true })
  }
}

/** Begins the act in the middle of which the server is to die. */
const begin = async (act: Act, some: readonly Witness[]): Promise<void> => {
  switch (act) {
    case 'relaying':
    case 'purging':
    case 'starting':
      return
    case 'folding':
      await Promise.all(some.map((witness) => witness.drop()))
      return
    case 'moving epochs':
      await Promise.all(some.map((witness) => witness.moveEpoch()))
      return
    case 'ending couples':
      await Promise.all(some.slice(0, 4).map((witness, n) => (n % 2 === 0 ? witness.leave() : witness.erase())))
      return
    default:
      act satisfies never
  }
}

/** Kills it again before it is ready: while it opens, recovers its log, folds or purges. */
const killWhileStarting = async (server: ServerProcess, afterMs: number): Promise<void> => {
  const starting = server.restart().catch((error: unknown) => {
    if (!String(error).includes('did not start')) throw error
  })
  await pause(afterMs)
  await server.kill()
  await starting
}
