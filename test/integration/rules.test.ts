/** Rules are numbered in docs/ (domain, document, protocol, ports, nodes). Each number that is not *Planned* stands in the source that
 *  keeps the rule and in the title of a test that shows it; and whatever a comment or a page calls a file is one. */
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const made = new Set(['node_modules', '.output', '.wxt'])
const files = globSync('{*,{.github,deploy,docs,packages,scripts,test}/**}', {
  exclude: (entry) => made.has(entry.name),
  withFileTypes: true,
})
  .filter((entry) => entry.isFile())
  .map((entry) => relative('.', join(entry.parentPath, entry.name)))
const read = new Map<string, string>()
const textOf = (path: string): string => {
  const text = read.get(path) ?? readFileSync(path, 'utf8')
  read.set(path, text)
  return text
}

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)
const sources = files.filter((path) => /^packages\/\w+\/src\/.*\.tsx?$/.test(path) && !isTest(path))
const tests = files.filter(isTest)

/** What follows a number: `**DOM-1** *Planned.* …` */
const rules = ['domain', 'document', 'protocol', 'ports', 'nodes'].flatMap((page) =>
  Array.from(
    textOf(`docs/${page}.md`).matchAll(/^\*\*([A-Z]+-\d+[a-z]?)\*\*\s+(\*Planned\.\*)?/gm),
    ([, id = '', planned]) => ({
      id,
      page,
      isPlanned: planned !== undefined,
    }),
  ),
)
const numbersIn = (text: string): string[] => text.match(/\b[A-Z]{2,}-\d+[a-z]?\b/g) ?? []

const inSource = new Set(sources.flatMap((path) => numbersIn(textOf(path))))
/** The numbers a title begins with; a table of cases may hold the title. */
const inTitles = new Set(
  tests.flatMap((path) =>
    Array.from(textOf(path).matchAll(/['"`]((?:[A-Z]{2,}-\d+[a-z]?(?:, | and | |: ))+)/g), ([, ids = '']) =>
      numbersIn(ids),
    ).flat(),
  ),
)

describe('a rule', () => {
  it('stands once', () => {
    expect(rules.length).toBeGreaterThan(90)
    const ids = rules.map(({ id }) => id)
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
  })

  it.each(rules.filter(({ isPlanned }) => !isPlanned))('$id ($page) is kept by source that says so', ({ id }) => {
    expect([...inSource]).toContain(id)
  })

  it.each(rules.filter(({ isPlanned }) => !isPlanned))('$id ($page) is in the title of a test', ({ id }) => {
    expect([...inTitles]).toContain(id)
  })

  it('that source or a title names is written down', () => {
    const known = new Set(rules.map(({ id }) => id))
    const kinds = new Set(rules.map(({ id }) => id.replace(/\d.*/, '')))
    const unknown = [...inSource, ...inTitles].filter((id) => kinds.has(id.replace(/\d.*/, '')) && !known.has(id))
    expect([...new Set(unknown)]).toEqual([])
  })
})

const folders = new Set(files.flatMap((path) => dirname(path).split('/')))
/** What was decided then names what was there then. */
const pages = files.filter((path) => path.endsWith('.md') && !path.startsWith('docs/adr/'))
const commented = files.filter((path) => /\.(ts|tsx|cjs|yml|css)$/.test(path) && !path.endsWith('pnpm-lock.yaml'))

describe('a file that is named', () => {
  const known = new Set(files)
  const names = new Set(files.map((path) => basename(path)))
  /** Of each file and each folder, without its ending. */
  const stems = new Set(files.flatMap((path) => [path.replace(/\.\w+$/, ''), dirname(path)]).flatMap(suffixesOf))

  const isThere = (name: string, from: string): boolean =>
    known.has(name) ||
    known.has(join(dirname(from), name)) ||
    (name.includes('/') ? stems.has(name.replace(/^\.+\//, '').replace(/\.\w+$/, '')) : names.has(name))

  const gone = [...pages, ...commented].flatMap((path) =>
    namedIn(path)
      .filter((name) => !isThere(name, path))
      .map((name) => `${path}: ${name}`),
  )

  it('is there, whoever names it', () => {
    expect(gone).toEqual([])
  })

  it('would be missed', () => {
    expect(isThere('docs/nowhere.md', 'README.md')).toBe(false)
    expect(isThere('platform/nowhere', 'docs/ports.md')).toBe(false)
    expect([...pages, ...commented].flatMap(namedIn).length).toBeGreaterThan(300)
  })
})

/** Words with an ending of ours; in backticks also without one, where the folder is one of ours. */
function namedIn(path: string): string[] {
  const said = path.endsWith('.md') ? textOf(path) : commentsOf(textOf(path))
  const withEnding = said.match(/(?<![\w/.@*$}<-])(?:[\w.-]+\/)*[\w-][\w.-]*\.(?:tsx?|cjs|md)\b(?![\w(*/])/g) ?? []
  const without = Array.from(said.matchAll(/`([\w-]+(?:\/[\w-]+)+)`/g), ([, name = '']) => name)
  return [...withEnding, ...without.filter((name) => folders.has(name.split('/')[0] ?? ''))]
}

/** `a/b/c`, `b/c`, `c`; a package's `src` may be left out. */
function suffixesOf(path: string): string[] {
  return [path, path.replace(/^packages\/(\w+)\/src\//, '$1/')].flatMap((whole) => {
    const parts = whole.split('/')
    return parts.map((_, i) => parts.slice(i).join('/'))
  })
}

function commentsOf(text: string): string {
  return (text.match(/\/\*[\s\S]*?\*\/|(?<![:'"`\w])\/\/.*$|^\s*#.*$/gm) ?? []).join('\n')
}

it('a decision has a number of its own', () => {
  const pages = files.filter((path) => /^docs\/adr\/\d{4}-.*\.md$/.test(path))
  const numbers = pages.map((path) => basename(path).slice(0, 4))
  expect(pages.length).toBeGreaterThan(25)
  expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([])
  for (const path of pages)
    expect(textOf(path), path).toMatch(new RegExp(`^# ${Number(basename(path).slice(0, 4))}\\. `))
})
