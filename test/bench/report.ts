/** `pnpm bench report`: the tables and plots in `docs/`, made of what is kept in `results/`. A block stands between
 *  `<!-- bench:name -->` and `<!-- /bench:name -->`; everything else in a document is written by hand. What was not measured, or by
 *  an older bench, says so. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { shown } from './figures.ts'
import type { Kept, Read } from './kept.ts'
import { plotsOf } from './plots.ts'
import { readResults, type Result } from './results.ts'
import { arithmeticHead, arithmeticTable, limitsTable, measuredFrom } from './scaling.ts'
import { table, tables } from './tables.ts'
import { targetRows } from './verdicts.ts'

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))

export const writeReport = (): void => {
  const results = readResults()
  const read: Read = <Scenario extends keyof Kept>(scenario: Scenario) =>
    (results.get(scenario)?.figures as Kept[Scenario] | undefined) ?? null
  const plots = plotsOf(read)
  for (const [name, svg] of plots) writeFileSync(`${docs}images/bench-${name}.svg`, svg)
  for (const file of readdirSync(docs).filter((name) => name.endsWith('.md'))) {
    const before = readFileSync(`${docs}${file}`, 'utf8')
    const after = before.replaceAll(
      /<!-- bench:([\w-]+) -->[\s\S]*?<!-- \/bench:\1 -->/g,
      (_block, name: string) =>
        `<!-- bench:${name} -->\n${blockOf(name, read, results, plots)}\n<!-- /bench:${name} -->`,
    )
    if (after !== before) writeFileSync(`${docs}${file}`, after)
  }
}

const blockOf = (
  name: string,
  read: Read,
  results: ReadonlyMap<string, Result>,
  plots: ReadonlyMap<string, string>,
): string => {
  if (name === 'runs') return runs([...results.values()])
  if (name === 'targets') return table(['', 'target', 'measured', ''], targetRows(read))
  if (name.startsWith('scaling')) return scaling(name, read)
  if (name.startsWith('plot-')) return plot(name.slice('plot-'.length), plots)
  if (!isScenario(name)) throw new Error(`docs ask for a table ${name}, which nobody makes`)
  return tableOf(name, read)
}

const isScenario = (name: string): name is keyof Kept => name in tables

const tableOf = (scenario: keyof Kept, read: Read): string => {
  const kept = read(scenario)
  // Each table reads what its own scenario kept; that name and figures belong together is lost on the way through a union.
  const asTable: (kept: never) => string = tables[scenario]
  return kept === null ? notMeasured(scenario) : asTable(kept as never)
}

const notMeasured = (scenario: string): string => `Not measured yet: \`bench ${scenario}\`.`

/** Its alternative text is its title. */
const plot = (name: string, plots: ReadonlyMap<string, string>): string => {
  const svg = plots.get(name)
  if (svg === undefined) return notMeasured(name.split('-')[0] ?? name)
  return `![${/<title>(.*)<\/title>/.exec(svg)?.[1] ?? ''}](images/bench-${name}.svg)`
}

const scaling = (name: string, read: Read): string => {
  const measured = measuredFrom(read)
  if ('missing' in measured) return notMeasured(measured.missing.join(' '))
  return name === 'scaling-limits'
    ? table(['what', 'measured'], limitsTable(measured))
    : table(arithmeticHead, arithmeticTable(measured))
}

const runs = (results: readonly Result[]): string => {
  const machines = new Set(results.map(({ machine }) => machine))
  const versions = new Map(results.flatMap((result) => Object.entries(result.versions)))
  return `${table(
    ['command', 'day', 'took, s', 'load of the machine before · after'],
    results.map(({ command, day, seconds, load }) => [
      `\`${command}\``,
      day,
      shown(seconds),
      load.map(shown).join(' · '),
    ]),
  )}\n\nOn ${[...machines].join('; ')}; ${[...versions].map(([name, version]) => `${name} ${version}`).join(', ')}.`
}
