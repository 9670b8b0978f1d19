/** What a scenario found, kept as JSON beside the bench: the tables and plots are made of these files, never by hand. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Figures = Record<string, unknown>

export interface Result {
  scenario: string
  command: string
  day: string
  machine: string
  /** One-minute load before and after: others were at work where it is far above one. */
  load: [number, number]
  seconds: number
  versions: Record<string, string>
  figures: Figures
}

const folder = fileURLToPath(new URL('results/', import.meta.url))

/** Runs a scenario and keeps what it found, unless it was run small (`BENCH_SIZE`), to see whether it runs at all. */
export const keepResult = async (scenario: string, measure: () => Promise<Figures>): Promise<void> => {
  const startedAt = performance.now()
  const before = loadavg()[0] ?? 0
  const figures = await measure()
  const result: Result = {
    scenario,
    command: `npx -y pnpm@12.21.0 bench ${scenario}`,
    day: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unknown processor'}, Linux ${release()}`,
    load: [before, loadavg()[0] ?? 0],
    seconds: Math.round((performance.now() - startedAt) / 1000),
    versions: versions(),
    figures,
  }
  if (!isWhole()) return
  writeFileSync(join(folder, `${scenario}.json`), `${JSON.stringify(result, rounded, 2)}\n`)
}

export const readResults = (): Map<string, Result> => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return new Map(
    files.map((file) => [
      file.slice(0, -'.json'.length),
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as Result,
    ]),
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
  ...pinned('../../package.json', ['ws', 'yjs']),
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
