/** `pnpm bench report`: the tables in `docs/performance.md` and the plots in `docs/images/`, made of what is kept in `results/`.
 *  A table stands between `<!-- bench:name -->` and `<!-- /bench:name -->`; everything else in the document is written by hand. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { shown, type Summary, withSpread } from './figures.ts'
import { type Bar, barsAsSvg } from './plot.ts'
import { readResults, type Result } from './results.ts'
import { arithmeticTable, limitsTable, measuredFrom } from './scaling.ts'
import type { SubjectName } from './subject.ts'

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))

export const writeReport = (): void => {
  const results = readResults()
  for (const file of readdirSync(docs).filter((name) => name.endsWith('.md'))) {
    const before = readFileSync(`${docs}${file}`, 'utf8')
    const after = before.replaceAll(
      /<!-- bench:([\w-]+) -->[\s\S]*?<!-- \/bench:\1 -->/g,
      (_block, name: string) => `<!-- bench:${name} -->\n${tableOf(name, results)}\n<!-- /bench:${name} -->`,
    )
    if (after !== before) writeFileSync(`${docs}${file}`, after)
  }
  for (const [name, svg] of plotsOf(results)) writeFileSync(`${docs}images/bench-${name}.svg`, svg)
}

const tableOf = (name: string, results: Map<string, Result>): string => {
  if (name === 'runs') return runs([...results.values()])
  if (name.startsWith('scaling')) return scaling(name, results)
  const table = tables[name]
  if (table === undefined) throw new Error(`docs ask for a table ${name}, which nobody makes`)
  const result = results.get(name.split('-')[0] ?? name)
  return result === undefined ? `Not measured yet: \`bench ${name}\`.` : table(result.figures as never)
}

interface Named {
  name: SubjectName
}
interface RelayRun extends Named {
  cpu: Summary
  after: Summary
  perSecond: Summary
  latency: Summary
  ratio: Summary
}
interface Relay {
  rooms: number
  updates: Record<string, number>
  loads: Record<string, RelayRun[]>
}
interface Idle {
  counts: number[]
  subjects: (Named & { perConnection: Summary[]; ratios: number[]; idleCpuPercent: Summary; beforeMiB: Summary })[]
}
interface Open {
  rooms: number
  history: number
  subjects: (Named & { cpuMs: Summary; wallMs: Summary; complete: Summary; bytes: number })[]
}
interface Storm extends Record<'seconds' | 'fromStart' | 'cpuSeconds' | 'errors' | 'idleMiB' | 'peakMiB', Summary> {
  clients: number
  rooms: number
  peakOverIdle: Summary
}
interface Scale {
  updates: number
  subjects: (Named & {
    flatness: number
    sizes: { rooms: number; cpu: Summary; after: Summary; residentMiB: number }[]
  })[]
}

const tables: Record<string, (figures: never) => string> = {
  relay: ({ loads, updates }: Relay) =>
    Object.entries(loads)
      .map(
        ([load, all]) =>
          `**${load}**, ${shown(updates[load] ?? Number.NaN)} updates a run:\n\n` +
          table(
            ['', 'CPU µs/update', 'put off, µs', 'updates/s', 'latency p50 · p95, ms', '× raw + commit'],
            all.map(({ name, cpu, after, perSecond, latency, ratio }) => [
              name,
              withSpread(cpu),
              shown(after.median),
              shown(perSecond.median),
              `${shown(latency.median)} · ${shown(latency.p95)}`,
              withSpread(ratio),
            ]),
          ),
      )
      .join('\n\n'),
  idle: ({ counts, subjects }: Idle) =>
    table(
      ['', ...counts.map((count) => `KiB each at ${shown(count)}`), '× raw', 'CPU while idle, % of a core'],
      subjects.map(({ name, perConnection, ratios, idleCpuPercent }) => [
        name,
        ...perConnection.map(withSpread),
        shown(ratios.at(-1) ?? Number.NaN),
        shown(idleCpuPercent.median),
      ]),
    ),
  open: ({ rooms, subjects }: Open) =>
    table(
      ['', 'CPU ms/room', 'from ticket to answer, ms', `first answer complete, of ${rooms}`, 'bytes'],
      subjects.map(({ name, cpuMs, wallMs, complete, bytes }) => [
        name,
        withSpread(cpuMs),
        `${shown(wallMs.median)}, p95 ${shown(wallMs.p95)}`,
        `${Math.round(complete.least)} … ${Math.round(complete.most)}`,
        shown(bytes),
      ]),
    ),
  storm: (storm: Storm) =>
    table(
      ['', `${shown(storm.clients)} sockets, ${shown(storm.rooms)} rooms`],
      [
        ['all synced, s after it listens', withSpread(storm.seconds)],
        ['all synced, s after the kill', withSpread(storm.fromStart)],
        ['processor time of the server, its start included, s', withSpread(storm.cpuSeconds)],
        ['refused or cut off, after it listens', withSpread(storm.errors)],
        ['resident before, MiB', withSpread(storm.idleMiB)],
        ['resident at most after, MiB', withSpread(storm.peakMiB)],
        ['peak over idle', withSpread(storm.peakOverIdle)],
      ],
    ),
  scale: ({ subjects }: Scale) =>
    table(
      ['rooms', 'CPU µs/update', 'put off, µs', 'resident, MiB'],
      subjects.flatMap(({ sizes }) =>
        sizes.map(({ rooms, cpu, after, residentMiB }) => [
          shown(rooms),
          withSpread(cpu),
          shown(after.median),
          shown(residentMiB),
        ]),
      ),
    ),
  glow: ({ badge }: { badge: Summary }) => person('click on *Thinking of you* → partner’s badge', badge),
  letters: ({ letter, withoutCaret }: { letter: Summary; withoutCaret: number }) =>
    `${person('letter typed → seen in the partner’s editor', letter)}\n\nTimes the text moved while its caret was missing: ${withoutCaret}.`,
  popup: ({ paint }: { paint: Summary }) => person('popup: open → first contentful paint, warm worker', paint),
  sizes: (sizes: Record<string, { kB: number; files: number }>) =>
    table(
      ['JavaScript', 'kB, gzip', 'files'],
      Object.entries(sizes).map(([name, { kB, files }]) => [name, shown(kB), String(files)]),
    ),
  year: (year: { withoutKB: number; peakKB: number; endKB: number; freshDocuments: number; openings: Summary }) =>
    table(
      ['inner document', ''],
      [
        ['after a year without housekeeping, kB', shown(year.withoutKB)],
        ['the largest in ten years with it, kB', shown(year.peakKB)],
        ['at their end, kB', shown(year.endKB)],
        ['made anew in ten years, times', String(year.freshDocuments)],
        ['opening the largest, ms', withSpread(year.openings)],
      ],
    ),
}

const scaling = (name: string, results: Map<string, Result>): string => {
  const missing = ['idle', 'relay', 'storm', 'scale', 'year'].filter((scenario) => !results.has(scenario))
  if (missing.length > 0) return `Not measured yet: \`bench ${missing.join(' ')}\`.`
  const measured = measuredFrom((scenario) => results.get(scenario)?.figures)
  return name === 'scaling-limits'
    ? table(['what', 'measured'], limitsTable(measured))
    : table(
        [
          'couples',
          'sockets, busiest hour',
          'memory',
          'updates/s, busiest hour',
          'cores busy, busiest hour',
          'all back after a restart, processor time of one core',
          'on the disk, at most',
        ],
        arithmeticTable(measured),
      )
}

const person = (what: string, { median, p95, least, most, n }: Summary): string =>
  table(
    ['what', 'median, ms', 'p95, ms', 'spread', 'n'],
    [[what, shown(median), shown(p95), `${shown(least)} … ${shown(most)}`, String(n)]],
  )

const runs = (results: Result[]): string => {
  const versions = Object.entries(results[0]?.versions ?? {}).map(([name, version]) => `${name} ${version}`)
  return `${table(
    ['command', 'day', 'took, s', 'load of the machine before · after'],
    results.map(({ command, day, seconds, load }) => [
      `\`${command}\``,
      day,
      shown(seconds),
      load.map(shown).join(' · '),
    ]),
  )}\n\nOn ${results[0]?.machine ?? 'nothing'}; ${versions.join(', ')}.`
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const plotsOf = (results: Map<string, Result>): [string, string][] => {
  const relay = results.get('relay')?.figures as Relay | undefined
  const idle = results.get('idle')?.figures as Idle | undefined
  const plots: [string, string][] = []
  if (relay !== undefined)
    for (const [place, [load, all]] of Object.entries(relay.loads).entries())
      plots.push([
        `relay-${place + 1}`,
        barsAsSvg({
          title: `Processor time for each update: ${load}`,
          unit: 'µs',
          bars: all.map(({ name, cpu }) => bar(name, cpu)),
        }),
      ])
  if (idle !== undefined)
    plots.push([
      'idle',
      barsAsSvg({
        title: `Memory for each idle connection, of ${shown(idle.counts.at(-1) ?? 0)}`,
        unit: 'KiB',
        bars: idle.subjects.flatMap(({ name, perConnection }) =>
          perConnection.slice(-1).map((most) => bar(name, most)),
        ),
      }),
    ])
  return plots
}

const bar = (name: SubjectName, { median, least, most }: Summary): Bar => ({
  name,
  value: median,
  least,
  most,
  isOurs: name === 'Porchlight',
})
