// Writes the bills of materials (CycloneDX 1.6) into `sbom-out`: what ships in the extension, what the server runs, and what is
// only used to develop. pnpm lists what the lockfile says; of the extension's tools that leave code in the package, which pnpm
// counts as development, are added. Each is checked against the schema by CycloneDX's own library.

import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'

export interface Bill {
  bomFormat: string
  specVersion: string
  metadata: { component: { name: string; version: string } }
  components: Component[]
}

export interface Component {
  group?: string
  name: string
  version: string
  purl: string
  licenses?: { license?: { id?: string; name?: string }; expression?: string }[]
}

export type Part = 'server' | 'extension' | 'development'

const root = resolve(import.meta.dirname, '..')

/** Development dependencies of the extension of which code is in its package: WXT with what it wraps, and the bundlers' own glue. */
export const bundledTools = ['wxt', '@wxt-dev/browser', '@wxt-dev/i18n', 'vite', 'rolldown']

const questions: Record<Part, string[]> = {
  server: ['--filter', '@porchlight/server', 'sbom', '--prod', '--sbom-type', 'application'],
  extension: ['--filter', '@porchlight/extension', 'sbom', '--prod', '--sbom-type', 'application'],
  development: ['sbom', '--dev'],
}

/** Throws where pnpm does not answer. */
export function billOf(part: Part): Bill {
  const bill = ask([...questions[part], '--sbom-format', 'cyclonedx', '--sbom-spec-version', '1.6'])
  if (part !== 'extension') return bill
  const tools = ask([
    '--filter',
    '@porchlight/extension',
    'sbom',
    '--dev',
    '--sbom-format',
    'cyclonedx',
    '--sbom-spec-version',
    '1.6',
  ])
  const bundled = tools.components.filter((component) => bundledTools.includes(nameOf(component)))
  return { ...bill, components: [...bill.components, ...bundled] }
}

/** @returns what is wrong with it; undefined where nothing is */
export async function problemWith(bill: Bill): Promise<unknown> {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6)
  return (await validator.validate(JSON.stringify(bill))) ?? undefined
}

export const nameOf = ({ group, name }: Component): string => (group === undefined ? name : `${group}/${name}`)

/** SPDX id or expression, as the package says it; 'none' where it says nothing. */
export const licenceOf = ({ licenses = [] }: Component): string =>
  licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? 'none').join(' AND ') ||
  'none'

if (import.meta.main) {
  const folder = join(root, 'sbom-out')
  mkdirSync(folder, { recursive: true })
  for (const part of ['server', 'extension', 'development'] as const) {
    const bill = billOf(part)
    const problem = await problemWith(bill)
    if (problem !== undefined)
      throw new Error(`the bill of the ${part} does not fit its schema: ${JSON.stringify(problem)}`)
    const file = join(folder, `${part}.cdx.json`)
    writeFileSync(file, `${JSON.stringify(bill, undefined, 2)}\n`)
    const licences = [...new Set(bill.components.map(licenceOf))].toSorted()
    console.log(`${file}: ${bill.components.length} packages, licences ${licences.join(', ')}`)
  }
}

function ask(args: string[]): Bill {
  const { status, stdout, stderr, error } = spawnSync('pnpm', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`pnpm ${args.join(' ')} ended with ${String(status)}:\n${stdout}${stderr}`)
  return JSON.parse(stdout) as Bill
}
