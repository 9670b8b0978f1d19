/** What a scenario found, kept as JSON beside the bench: the tables and plots are made of these files, never by hand. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Figures = Record<string, unknown>

/** Raised when the figures of a scenario change their shape: what an older bench kept is then not measured yet. */
const shapes: Record<string, number> = { relay: 2, open: 2, scale: 2, storm: 2 }
const shapeOf = (scenario: string): number => shapes[scenario] ?? 1

export interface Result {
  scenario: string
  shape?: number
  command: string
  day: string
  machine: string
  /** One-minute load before and after: others were at work where it is far above one. */
  load: [number, number]
  seconds: number
  versions: Record<string, string>
  figures: Figures
}

const ownFolder = fileURLToPath(new URL('results/', import.meta.url))
const folder = process.env['BENCH_RESULTS'] ?? ownFolder

/** Runs a scenario and keeps what it found, unless it was run small (`BENCH_SIZE`), to see whether it runs at all.
 *  `BENCH_RESULTS=/another/folder` keeps what was found there, also of such a run, and `report` reads it from there. */
export const keepResult = async (scenario: string, measure: () => Promise<Figures>): Promise<void> => {
  const startedAt = performance.now()
  const before = loadavg()[0] ?? 0
  const figures = await measure()
  const result: Result = {
    scenario,
    shape: shapeOf(scenario),
    command: `npx -y pnpm@12.21.0 bench ${scenario}`,
    day: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown processor'}, Linux ${release()}`,
    load: [before, loadavg()[0] ?? 0],
    seconds: Math.round((performance.now() - startedAt) / 1000),
    versions: versions(),
    figures,
  }
  if (!isWhole() && folder === ownFolder) return
  writeFileSync(join(folder, `${scenario}.json`), `${JSON.stringify(result, rounded, 2)}\n`)
}

/** Of every scenario that was measured by this bench or one like it. */
export const readResults = (): Map<string, Result> => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  const results = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Result)
  return new Map(
    results
      .filter(({ scenario, shape }) => (shape ?? 1) === shapeOf(scenario))
      .map((result) => [result.scenario, result]),
  )
}

/** `BENCH_SIZE=0.1`: a tenth of everything. Nothing of such a run is kept. */
export const size = (): number => Number(process.env['BENCH_SIZE'] ?? 1)
export const scaled = (count: number): number => Math.max(1, Math.round(count * size()))

/** `BENCH_ONLY='Porchlight,raw relay'`: these alone. Nothing of such a run is kept either. */
export const chosen = <Name extends string>(names: Name[]): Name[] => {
  const only = process.env['BENCH_ONLY']?.split(',')
  return names.filter((name) => only === undefined || only.includes(name))
}

const isWhole = (): boolean =>
  size() >= 1 && ['BENCH_ONLY', 'BENCH_BEFORE', 'BENCH_NODE_ARGS'].every((name) => process.env[name] === undefined)

const versions = (): Record<string, string> => ({
  node: process.version,
  ...pinned('../../package.json', ['ws', 'yjs', 'y-websocket']),
  ...pinned('peers/package.json', ['@y/websocket-server', '@hocuspocus/server']),
})

const pinned = (path: string, names: readonly string[]): Record<string, string> => {
  const file = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string> | undefined
  >
  return Object.fromEntries(
    names.map((name) => [name, file.dependencies?.[name] ?? file.devDependencies?.[name] ?? 'unknown']),
  )
}

/** Digits beyond what was measured only make diffs. */
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value
