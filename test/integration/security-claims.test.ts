/** SECURITY.md names a test for each thing it says holds. Each of them is looked for here: no claim outlives its test. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const roots: Record<string, string> = {
  crypto: 'packages/shared/src/crypto',
  sync: 'packages/shared/src/sync',
  domain: 'packages/shared/src/domain',
  server: 'packages/server/src',
  test: 'test',
}
const page = readFileSync('SECURITY.md', 'utf8').replaceAll(/\s+/g, ' ')

/** `domain/pause.test.ts “a title”, “another”` */
const named = Array.from(
  page.matchAll(/\b(\w+)(\/[\w/-]+\.test\.ts)((?:,? “[^”]+”)*)/g),
  ([, root = '', rest = '', titles = '']) => ({
    path: `${roots[root] ?? root}${rest}`,
    titles: Array.from(titles.matchAll(/“([^”]+)”/g), ([, title = '']) => title),
  }),
)
const claims = named.flatMap(({ path, titles }) => titles.map((title) => ({ path, title })))

describe('what SECURITY.md says holds', () => {
  it('names tests', () => {
    expect(claims.length).toBeGreaterThan(40)
  })

  it.each([...new Set(named.map(({ path }) => path))])('%s is there', (path) => {
    expect(existsSync(path)).toBe(true)
  })

  it.each(claims)('$path has “$title”', ({ path, title }) => {
    const source = readFileSync(path, 'utf8')
    // What varies in a title (…) is put in by the test's table.
    const parts = title.split('…').map((part) => part.trim())
    expect(parts.filter((part) => !source.includes(part))).toEqual([])
  })

  it('has a test, or says that it has none, in every row of what holds', () => {
    const rows = readFileSync('SECURITY.md', 'utf8')
      .split('\n| holds | shown by |\n')
      .slice(1)
      .flatMap((table) => table.split('\n\n')[0]?.split('\n').slice(1) ?? [])
    expect(rows.length).toBeGreaterThan(25)
    expect(rows.filter((row) => !row.includes('.test.ts'))).toEqual([])
  })
})
