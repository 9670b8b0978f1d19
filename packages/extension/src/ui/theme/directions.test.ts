import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const styles = globSync('**/*.css', { cwd: folder })

it('FACE-6 styles name start and end, never left and right', () => {
  expect(styles.length).toBeGreaterThan(8)
  const physical = styles.flatMap((file) => {
    const rules = readFileSync(`${folder}/${file}`, 'utf8').replaceAll(/\/\*[^]*?\*\//g, '')
    const sides = [...rules.matchAll(/[^\n]*\b(left|right)\b[^\n]*/g)].map(([line]) => line)
    // Four values in one go have sides of their own, where the second and the fourth differ.
    const uneven = [...rules.matchAll(/\b(?:padding|margin|inset): (\S+) (\S+) (\S+) (\S+);/g)].flatMap(
      ([line, , end, , start]) => (end === start ? [] : [line]),
    )
    return [...sides, ...uneven].map((line) => `${file}: ${line.trim()}`)
  })
  expect(physical).toEqual([])
})
