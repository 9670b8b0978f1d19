/** The caret while the other types: a few tries of each kind; `test/caret/run.ts` makes hundreds. And nothing that is written,
 *  pasted or typed over leaves anything in the console. Rule: AGREE-12 */

import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BrowserName, type Hand, openHand } from '../caret/hand.ts'
import { kinds, tryOne } from '../caret/tries.ts'
import { servePage } from '../gallery/serve.ts'
import { createSeededRandom } from '../support/seeded-random.ts'

let page: Awaited<ReturnType<typeof servePage>>
beforeAll(async () => {
  page = await servePage(fileURLToPath(new URL('../caret/', import.meta.url)))
})
afterAll(() => page?.close())

describe.each<[BrowserName, number]>([
  ['chromium', 2],
  ['firefox', 1],
])('a caret in %s', (browser, tries) => {
  let hand: Hand
  beforeAll(async () => {
    hand = await openHand(browser, page.url)
  })
  afterAll(() => hand?.close())

  it.each(Object.keys(kinds))(
    'AGREE-12 while the other types, %s: every letter lands where the hand put it',
    async (kind) => {
      const dice = createSeededRandom(27)
      for (let at = 0; at < tries; at += 1) {
        const { story, expected, got } = await tryOne(hand, kind, dice)
        expect(got, story).toBe(expected)
      }
    },
  )

  it('AGREE-12 what is pasted with its looks, and what is typed over three clicks, leaves nothing in the console', async () => {
    await hand.page('setUp', ['alpha beta gamma delta', 'one two three'])
    await hand.click(await hand.page('point', 0, 7), 3)
    await hand.press('Q')
    await hand.page(
      'paste',
      '<table><tr><td style="color: red">styled <b style="font-weight: 700">words</b></td></tr></table>',
    )
    expect((await hand.page('texts'))?.join(' ')).toMatch(/Q ?styled words/)
    expect(await hand.complaints()).toEqual([])
  })

  it('AGREE-12 and what does would be seen', async () => {
    await hand.page('style')
    await expect.poll(() => hand.complaints()).not.toEqual([])
  })
})
