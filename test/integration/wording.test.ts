/** What wording help finds and what it lets be: on sentences nobody looked at while its rules were made, and in a file on the
 *  command line. */

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { createAdviser } from '@porchlight/shared/wording-help/advice'
import { english } from '@porchlight/shared/wording-help/en'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { heldOut, linesOf, trained } from '../wording/corpus.ts'
import { measured } from '../wording/measured.ts'

const adviser = createAdviser(english)
const isMarked = (sentence: string): boolean => adviser.advise(sentence).length > 0

describe('WORD-4 the corpus', () => {
  it('has at least 300 sentences that press and 400 that do not, a third of them with the same words', () => {
    const [presses, kind, hard] = [linesOf('presses'), linesOf('kind'), linesOf('hard')]
    expect(presses.length).toBeGreaterThanOrEqual(300)
    expect(kind.length + hard.length).toBeGreaterThanOrEqual(400)
    expect(hard.length).toBeGreaterThanOrEqual((kind.length + hard.length) / 3)
    expect(new Set([...presses, ...kind, ...hard]).size).toBe(presses.length + kind.length + hard.length)
  })

  it('has about a third of each held out', () => {
    for (const name of ['presses', 'kind', 'hard'] as const) {
      const share = heldOut()[name].length / linesOf(name).length
      expect(share).toBeGreaterThan(0.27)
      expect(share).toBeLessThan(0.4)
    }
  })

  it('on the held-out third, precision is at least 0.97 and recall at least 0.80', () => {
    const { precision, recall } = measured(heldOut(), isMarked)
    expect(precision).toBeGreaterThanOrEqual(0.97)
    expect(recall).toBeGreaterThanOrEqual(0.8)
  })

  it('on the others, no warm sentence is marked', () => {
    const { kind, hard } = trained()
    expect([...kind, ...hard].filter(isMarked)).toEqual([])
  })
})

describe('WORD-1 pnpm wording', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'porchlight-wording-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const run = async (bytes: string | Buffer, ...more: string[]) => {
    const file = join(folder, 'sentences.txt')
    writeFileSync(file, bytes)
    return await wording(file, ...more)
  }

  it('prints a line for each line, empty ones too, whatever ends them', async () => {
    expect(await run('You never listen.\r\n\nI miss you.\nWhy don’t you ever call?')).toEqual({
      code: 0,
      out: 'marked\tYou never listen.\n-\t\n-\tI miss you.\nmarked\tWhy don’t you ever call?\n',
      err: '',
    })
  })

  it('says with --why what was found, why, and how else', async () => {
    const { out } = await run('You never hold my hand.\nI miss you.\n', '--why')
    const [found, plain] = out.split('\n')
    expect(found).toMatch(
      /^marked\tYou never hold my hand\.\tyou never: “You never” .+ → I’d love it if .+hold my hand\./,
    )
    expect(plain).toBe('-\tI miss you.')
  })

  it('reads a line of a megabyte, and an empty file', async () => {
    const { out, code } = await run(`${'a lot of tea and '.repeat(60_000)}\n`)
    expect([code, out.startsWith('-\ta lot')]).toEqual([0, true])
    expect(await run('')).toEqual({ code: 0, out: '', err: '' })
  })

  it.each([
    ['bytes that are no text', Buffer.from([1, 0, 2]), /^That is not a text file: /],
    ['another encoding', Buffer.from([0x59, 0xe9, 0x0a]), /^That is not text in UTF-8: /],
  ])('says in a sentence what it cannot read: %s', async (_what, bytes, sentence) => {
    const { code, out, err } = await run(bytes)
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(sentence)
  })

  it('says what is not there, and how it is called', async () => {
    expect(await wording(join(folder, 'nowhere.txt'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no such file/),
    })
    expect(await wording(folder)).toMatchObject({ code: 1, err: expect.stringMatching(/a folder/) })
    expect(await wording()).toMatchObject({ code: 2, err: expect.stringMatching(/^Usage: /) })
    expect(await wording('--what', folder)).toMatchObject({ code: 2, err: expect.stringMatching(/Usage: /) })
  })
})

const runFile = promisify(execFile)

async function wording(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const args = [resolve('scripts/wording.ts'), ...words]
  const ended = (await runFile(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (failed: unknown) => failed,
  )) as { code: number; stdout: string; stderr: string }
  return { code: ended.code, out: ended.stdout, err: ended.stderr }
}
