/** What ships is listed, and may be shipped: the bills of materials fit their schema, and every licence in them is known. */

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { licencesFile, licenceTexts } from '../../scripts/licences.ts'
import { type Bill, billOf, bundledTools, licenceOf, nameOf, problemWith } from '../../scripts/sbom.ts'

/** Licences under which a package may be part of what we hand out under MIT. */
const allowed = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0']
/** Their files stay under their own licence, which asks that we say where the source code is. Each is decided by itself (ADR 25). */
const withSource = ['ical.js']

describe.each(['server', 'extension'] as const)('what the %s ships', (part) => {
  const bill = billOf(part)
  const names = bill.components.map(nameOf)

  it('is listed as CycloneDX 1.6, checked against its schema', async () => {
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' })
    expect(await problemWith(bill)).toBeUndefined()
    const [first] = bill.components
    const wrong = { ...bill, components: [{ ...first, type: 'a good one' }] } as unknown as Bill
    expect(await problemWith(wrong)).toBeDefined()
  })

  it('has every direct dependency in it, at its exact version, and no tool of development', () => {
    const file = resolve(import.meta.dirname, `../../packages/${part}/package.json`)
    const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> }
    const versions = new Map(bill.components.map((component) => [nameOf(component), component.version]))
    for (const [name, version] of Object.entries(dependencies)) {
      expect({ name, version: versions.get(name) }).toEqual({
        name,
        version: version.startsWith('workspace:') ? '0.1.0' : version,
      })
    }
    expect(
      names.filter((name) => ['vitest', 'typescript', 'playwright-core', '@biomejs/biome'].includes(name)),
    ).toEqual([])
    expect(bundledTools.every((tool) => names.includes(tool))).toBe(part === 'extension')
  })

  it('is under licences that may be handed on', () => {
    const others = bill.components.filter(
      (component) =>
        !allowed.includes(licenceOf(component)) &&
        !(licenceOf(component) === 'MPL-2.0' && withSource.includes(nameOf(component))),
    )
    expect(others.map((component) => `${nameOf(component)}: ${licenceOf(component)}`)).toEqual([])
  })
})

it('the extension carries the text of every licence that is in it, as it stands today', () => {
  const text = licenceTexts()
  for (const name of ['yjs', '@tiptap/core', 'prosemirror-view', 'wxt']) expect(text).toContain(`\n${name} `)
  for (const name of withSource)
    expect(text).toMatch(new RegExp(`\n${name} [\\d.]+\nIt is in this package .* source code is at https://\\S+\n`))
  expect(readFileSync(licencesFile, 'utf8'), 'run: npx -y pnpm@12.21.0 licences').toBe(text)
})
