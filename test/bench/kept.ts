/** What the scenarios keep, as `report` reads it back. Their shapes are numbered in `results.ts`. */

import type { Summary } from './figures.ts'
import type { Counters } from './kernel-counters.ts'

interface Named {
  name: string
}

export interface RelayRun extends Named {
  /** µs of processor time for each update, while it was relayed. */
  cpu: Summary
  /** µs for each update in the quiet seconds after it. */
  after: Summary
  perSecond: Summary
  /** ms, from when an update was due; all runs together. */
  latency: Summary
  /** Processor time of each run as a multiple of the raw relay that commits, and of ours, in the same round. */
  ratio: Summary
  overOurs: Summary
  /** How many times as many updates a second ours took in the same round. */
  oursFaster: Summary
  /** % of its core, of the server and of the load: the higher one is what limits. */
  serverBusy: Summary
  loadBusy: Summary
}

export interface Kept {
  relay: { rooms: number; rounds: number; seconds: number; loads: Record<string, RelayRun[]> }
  provider: {
    rooms: number
    lettersPerSecond: number
    subjects: (Named & { through: string; latency: Summary; cpu: Summary })[]
  }
  idle: IdleFigures
  crowd: IdleFigures
  open: {
    rooms: number
    history: number
    subjects: (Named & { cpuMs: Summary; wallMs: Summary; complete: Summary; bytes: number })[]
  }
  storm: { clients: number; rooms: number; limitSeconds: number; subjects: (Named & StormFigures)[] }
  scale: {
    updates: number
    /** The first warms up. */
    runs: number
    window: number
    subjects: (Named & { sizes: ScaleSize[]; flatness: number; overLimit: number })[]
  }
  glow: { badge: Summary }
  letters: { letter: Summary; withoutCaret: number }
  popup: { paint: Summary }
  sizes: Record<'background' | 'popup', { kB: number; files: number }>
  year: { withoutKB: number; peakKB: number; endKB: number; freshDocuments: number; openings: Summary }
}

interface IdleFigures {
  counts: number[]
  subjects: (Named & { beforeMiB: Summary; perConnection: Summary[]; ratios: number[]; idleCpuPercent: Summary })[]
}

interface ScaleSize {
  rooms: number
  cpu: Summary
  after: Summary
  residentMiB: number
  databaseKiB: number
}

type StormFigures = Record<
  | 'seconds'
  | 'fromKill'
  | 'halfSeconds'
  | 'notSynced'
  | 'refused'
  | 'errors'
  | 'emptyAnswers'
  | 'cpuSeconds'
  | 'loadCpuSeconds'
  | 'idleMiB'
  | 'peakMiB'
  | 'peakOverIdle',
  Summary
> & { kernel: Record<keyof Counters, Summary>; errorKinds: Record<string, number>[] }

/** Null: not measured yet. */
export type Read = <Scenario extends keyof Kept>(scenario: Scenario) => Kept[Scenario] | null

export const isOurs = (name: string): boolean => name.startsWith('Porchlight')

/** Throws: where a result has no such server */
export const named = <Subject extends Named>(subjects: readonly Subject[], name = 'Porchlight'): Subject => {
  const found = subjects.find((subject) => subject.name === name)
  if (found === undefined) throw new Error(`a result without ${name} in it`)
  return found
}
