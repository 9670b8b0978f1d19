/** An evening in the room *Today*, in two browsers: a word about today, a card from the deck, two answers, read side by side, put
 *  away. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Partner, pairTwo } from '../support/couple.ts'
import { patience } from '../support/patience.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
/** A press that can be undone is asked after ten seconds. */
const held = { timeout: 20_000 * patience }

describe('today', () => {
  let server: ServerProcess
  let robin: Partner
  let sam: Partner
  /** Each one's panel, with the room open. */
  let hers: Page
  let his: Page

  const openToday = async (partner: Partner): Promise<Page> => {
    const panel = await partner.device.open('sidepanel')
    await panel.getByRole('tab', { name: 'Today' }).click()
    await panel.getByRole('heading', { name: 'On the table' }).waitFor()
    return panel
  }

  beforeAll(async () => {
    server = await startServer()
    ;[robin, sam] = await pairTwo(server.url)
    ;[hers, his] = [await openToday(robin), await openToday(sam)]
  })
  afterAll(async () => {
    await Promise.all([robin?.device.forget(), sam?.device.forget()])
    await server?.dispose()
  })

  it('CHECK-1, CHECK-2 what one needs today is said with two chips and a line, and is one quiet line at the other', async () => {
    for (const word of ['rest', 'to be heard']) await button(hers, word).click()
    await hers.getByRole('textbox', { name: 'A line, if you like' }).fill('Long day.')
    await button(hers, 'Say it').click()
    await hers.getByRole('heading', { name: 'You', exact: true }).waitFor()
    await his.getByRole('heading', { name: /^Robin/ }).waitFor()
    await his.getByText('Long day.').waitFor()
    await sam.popup.getByText('Robin today: rest · to be heard').waitFor()
    expect(await robin.popup.getByText(/today:/).count()).toBe(0)
  })

  it('CHECK-1 never mind takes it back at once', async () => {
    await button(hers, 'Never mind').click()
    await sam.popup.getByText(/^Robin today/).waitFor({ state: 'detached' })
    await hers.getByRole('heading', { name: 'What would be good today?' }).waitFor()
  })

  it('NEAR-1 how one feels close is a card of one’s own', async () => {
    await button(his, 'Write my card').click()
    await button(his, 'words first').click()
    await button(his, 'Keep it').click()
    await button(his, 'Change mine').waitFor()
    await hers.getByText('words first').waitFor()
  })

  it('ASK-1 a card is drawn, another one, and put on the table', async () => {
    await button(hers, 'Draw a card').click()
    await button(hers, 'dreams').click()
    const drawn = hers.locator('.drawn')
    const first = await drawn.textContent()
    await button(hers, 'Another one').click()
    const second = (await drawn.textContent()) ?? ''
    expect(second).not.toBe(first)
    await button(hers, 'Put it on the table').click()
    await his.getByRole('article', { name: second }).waitFor()
  })

  it('ASK-2 each answers alone; what is typed is still there when the panel was closed in between', async () => {
    const answer = hers.getByRole('textbox', { name: 'My answer' })
    await answer.fill('The lake, with the old blanket.')
    await button(hers, 'Put it away').focus()
    await hers.close()
    hers = await openToday(robin)
    expect(await hers.getByRole('textbox', { name: 'My answer' }).inputValue()).toBe('The lake, with the old blanket.')
    await button(hers, 'I’m ready').click()
    await button(hers, 'Not yet').waitFor()
    expect(await his.getByRole('textbox', { name: 'My answer' }).inputValue()).toBe('')
    expect(await his.locator('body').innerText()).not.toMatch(/lake/)
  })

  it('ASK-3 once both are ready they are read side by side', async () => {
    await his.getByRole('textbox', { name: 'My answer' }).fill('Nowhere. Pancakes.')
    await button(his, 'I’m ready').click()
    for (const page of [hers, his]) {
      await page.getByText('Nowhere. Pancakes.').waitFor()
      await page.getByText('The lake, with the old blanket.').waitFor()
      expect(await page.getByRole('textbox', { name: 'My answer' }).count()).toBe(0)
    }
  })

  it('ASK-3, FACE-4 either puts it away, for both; for ten seconds it is undone in one press', async () => {
    await button(his, 'Put it away').click()
    await button(his, 'Undo').click()
    await his.getByText('Nowhere. Pancakes.').waitFor()
    await button(his, 'Put it away').click()
    await hers.getByRole('article').waitFor({ state: 'detached', ...held })
    await his.getByRole('article').waitFor({ state: 'detached' })
    await button(his, 'Draw a card').waitFor()
  })
})
