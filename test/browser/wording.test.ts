/** Wording help as two people meet it: in the note of the popup and in the agreement, by mouse and by keyboard. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editorOf, openAgreement, typeAtEnd } from '../support/agreement.ts'
import { type Partner, pairTwo } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const card = (page: Page) => page.getByRole('group', { name: 'Another way to say it' })
const underlined = (page: Page) => page.locator('.advised-words')
const way = (page: Page, text: string) =>
  card(page).getByRole('button', { name: `Say it like this: ${text}`, exact: true })

describe('what somebody writes is read with them', () => {
  let server: ServerProcess
  let robin: Partner
  let sam: Partner
  beforeAll(async () => {
    server = await startServer()
    ;[robin, sam] = await pairTwo(server.url)
  })
  afterAll(async () => {
    await Promise.all([robin?.device.forget(), sam?.device.forget()])
    await server?.dispose()
  })

  describe('in a note', () => {
    let popup: Page
    const field = () => popup.getByRole('textbox', { name: 'A short note' })
    beforeAll(async () => {
      popup = await robin.device.open('popup')
      await popup.getByRole('button', { name: 'A note…' }).click()
      await field().waitFor()
    })
    afterAll(() => popup?.close())

    it('WORD-3 after a pause a place is underlined, with a line that says why, which describes the field', async () => {
      await field().pressSequentially('Hello you. You never hold my hand any more.')
      await eventually(
        () => underlined(popup).allInnerTexts(),
        (found) => found.join() === 'You never',
      )
      const why = card(popup).getByRole('status')
      expect(await why.innerText()).toMatch(/^“You never” It can land as a verdict/)
      expect(await field().getAttribute('aria-describedby')).toContain(await why.getAttribute('id'))
    })

    it('WORD-3 a press puts one in, and it is one step of undo', async () => {
      await way(popup, 'I’d love it if you would sometimes hold my hand.').click()
      const said = 'Hello you. I’d love it if you would sometimes hold my hand.'
      expect(await field().inputValue()).toBe(said)
      expect(
        await field().evaluate((one: HTMLTextAreaElement) => [one.selectionStart, document.activeElement === one]),
      ).toEqual([said.length, true])
      await underlined(popup).waitFor({ state: 'detached' })
      await popup.keyboard.press('Control+z')
      expect(await field().inputValue()).toBe('Hello you. You never hold my hand any more.')
      await popup.keyboard.press('Control+Shift+z')
      expect(await field().inputValue()).toBe(said)
    })

    it('WORD-3 by the keyboard: from the field to a way to say it, and back into the field', async () => {
      await field().fill('')
      await field().pressSequentially('Why don’t you ever call me?')
      await card(popup).getByRole('button').first().waitFor()
      await popup.keyboard.press('Tab')
      await popup.keyboard.press('Enter')
      expect(await field().inputValue()).toBe('I’d love that with you. Would you like to?')
      await popup.keyboard.type(' x')
      expect(await field().inputValue()).toMatch(/like to\? x$/)
    })

    it('WORD-3 *Leave it* keeps it quiet for that text, and what is sent is what was written', async () => {
      await field().fill('')
      await field().pressSequentially('You always interrupt me')
      await card(popup).getByRole('button', { name: 'Leave it' }).click()
      await underlined(popup).waitFor({ state: 'detached' })
      await popup.keyboard.press('End')
      await popup.keyboard.type(' when I sing. You owe me an answer.')
      await eventually(
        () => underlined(popup).allInnerTexts(),
        (found) => found.join() === 'You owe me',
      )
      const send = popup.getByRole('button', { name: 'Send the note' })
      expect(await send.getAttribute('aria-disabled')).toBeNull()
      await send.click()
      await sam.popup.getByText('You always interrupt me when I sing. You owe me an answer.').waitFor()
    })
  })

  describe('in the agreement', () => {
    let hers: Page
    let his: Page
    const textOf = (panel: Page) => editorOf(panel).innerText()
    beforeAll(async () => {
      ;[hers, his] = await Promise.all([openAgreement(robin), openAgreement(sam)])
    })
    afterAll(() => Promise.all([hers?.close(), his?.close()]))

    it('WORD-3 what I typed is underlined on my screen, and the other is told nothing of it', async () => {
      await typeAtEnd(hers, 'We take turns. You always interrupt me. We are kind.')
      await eventually(
        () => underlined(hers).allInnerTexts(),
        (found) => found.join() === 'You always',
      )
      await eventually(
        () => textOf(his),
        (text) => text.includes('We are kind.'),
      )
      await typeAtEnd(his, ' So we are.')
      await eventually(
        () => textOf(hers),
        (text) => text.includes('So we are.'),
      )
      expect(await underlined(hers).allInnerTexts()).toEqual(['You always'])
      expect(await underlined(his).count()).toBe(0)
    })

    it('WORD-3 the caret goes on where it was while a place is underlined', async () => {
      await hers.keyboard.press('Control+Home')
      for (let at = 0; at < 'We take turns. You al'.length; at += 1) await hers.keyboard.press('ArrowRight')
      await hers.keyboard.type('-')
      await eventually(
        () => textOf(hers),
        (text) => text.includes('You al-ways interrupt'),
      )
      await hers.keyboard.press('Backspace')
      await eventually(
        () => underlined(hers).allInnerTexts(),
        (found) => found.join() === 'You always',
      )
      await hers.keyboard.type('w')
      await hers.keyboard.press('Backspace')
      expect(await textOf(hers)).toContain('You always interrupt me.')
    })

    it('WORD-3 a press puts one in with one step of undo, from the editor by a key', async () => {
      await eventually(
        () => underlined(hers).allInnerTexts(),
        (found) => found.join() === 'You always',
      )
      const why = await card(hers).getByRole('status').getAttribute('id')
      expect(await underlined(hers).getAttribute('aria-describedby')).toBe(why)
      await hers.keyboard.press('Control+.')
      await hers.keyboard.press('Enter')
      const said = 'We take turns. That was hard for me today, and I’d like to tell you how. We are kind.'
      await eventually(
        () => textOf(hers),
        (text) => text.includes(said),
      )
      await eventually(
        () => textOf(his),
        (text) => text.includes('and I’d like to tell you how.'),
      )
      await hers.keyboard.type('!')
      await eventually(
        () => textOf(hers),
        (text) => text.includes('tell you how.! We are kind.'),
      )
      await hers.keyboard.press('Control+z')
      await eventually(
        () => textOf(hers),
        (text) => text.includes(said),
      )
      await hers.keyboard.press('Control+z')
      await eventually(
        () => textOf(hers),
        (text) => text.includes('We take turns. You always interrupt me. We are kind.'),
      )
    })

    it('WORD-3 a switch in the settings turns it off', async () => {
      await typeAtEnd(hers, ' You never listen.')
      await eventually(
        () => underlined(hers).count(),
        (count) => count > 0,
      )
      const options = await robin.device.open('options')
      await options.getByRole('checkbox', { name: 'Help with wording' }).uncheck()
      await underlined(hers).first().waitFor({ state: 'detached' })
      await options.getByRole('checkbox', { name: 'Help with wording' }).check()
      await typeAtEnd(hers, ' Really.')
      await eventually(
        () => underlined(hers).count(),
        (count) => count > 0,
      )
      await options.close()
    })
  })
})
