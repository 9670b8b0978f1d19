import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordingDiff } from './wording-diff.ts'

describe('what changed since we agreed', () => {
  it('AGREE-7 nothing, when nothing changed', () => {
    expect(wordingDiff(['One', 'Two'], ['One', 'Two'])).toEqual([])
  })

  it('AGREE-7 a changed line shows the words that went and came', () => {
    expect(wordingDiff(['We take two days each.'], ['We take three days each.'])).toEqual([
      [
        { kind: 'same', text: 'We take ' },
        { kind: 'went', text: 'two' },
        { kind: 'came', text: 'three' },
        { kind: 'same', text: ' days each.' },
      ],
    ])
  })

  it('AGREE-7 a new line is new as a whole, and a line that is gone is gone as a whole', () => {
    expect(wordingDiff(['One'], ['One', 'Tea counts'])).toEqual([[{ kind: 'came', text: 'Tea counts' }]])
    expect(wordingDiff(['One', 'Tea counts'], ['One'])).toEqual([[{ kind: 'went', text: 'Tea counts' }]])
  })

  it('AGREE-7 another line in its place is told as two lines, not as a mosaic', () => {
    expect(wordingDiff(['Flowers count double.'], ['A hand on the way past.'])).toEqual([
      [{ kind: 'went', text: 'Flowers count double.' }],
      [{ kind: 'came', text: 'A hand on the way past.' }],
    ])
  })

  it('AGREE-7 tells every line that is not in both, whatever the texts', () => {
    const text = fc.array(fc.constantFrom('One day', 'One day each', 'Two', 'Tea', 'A hand'), { maxLength: 6 })
    fc.assert(
      fc.property(text, text, (before, after) => {
        const said = wordingDiff(before, after)
        const went = said.flat().filter(({ kind }) => kind === 'went').length
        const came = said.flat().filter(({ kind }) => kind === 'came').length
        expect(went + came > 0).toBe(before.join('\n') !== after.join('\n'))
        for (const line of after.filter((line) => !before.includes(line))) {
          expect(
            said.some(
              (pieces) =>
                pieces
                  .filter(({ kind }) => kind !== 'went')
                  .map(({ text }) => text)
                  .join('') === line,
            ),
          ).toBe(true)
        }
        for (const line of before.filter((line) => !after.includes(line))) {
          expect(
            said.some(
              (pieces) =>
                pieces
                  .filter(({ kind }) => kind !== 'came')
                  .map(({ text }) => text)
                  .join('') === line,
            ),
          ).toBe(true)
        }
      }),
    )
  })
})
