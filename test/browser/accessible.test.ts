/** Every screen in its main states, in both themes: axe finds nothing, and the keyboard reaches what a mouse does. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agree, openAgreement } from '../support/agreement.ts'
import { violations } from '../support/axe.ts'
import { joinPorch, lightPorch, type Partner } from '../support/couple.ts'
import { type Device, openDevice } from '../support/chromium.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { patience } from '../support/patience.ts'

describe('everyone can use every screen', () => {
  let server: ServerProcess
  let first: Device
  let second: Device
  let robin: Partner
  let sam: Partner

  beforeAll(async () => {
    server = await startServer()
    ;[first, second] = await Promise.all([openDevice(), openDevice()])
  })
  afterAll(async () => {
    await Promise.all([first?.forget(), second?.forget()])
    await server?.dispose()
  })

  it('before pairing: welcome, popup, settings, agreement', async () => {
    for (const screen of ['welcome', 'popup', 'options', 'sidepanel', 'privacy'] as const) {
      const page = await first.open(screen)
      await page.locator('h1, h2').first().waitFor()
      expect(await violations(page), screen).toEqual([])
      await page.close()
    }
  })

  it('while pairing: the invite, the safety words on both sides, connected', async () => {
    const [hers, his] = await Promise.all([first.open('welcome'), second.open('welcome')])
    const link = await lightPorch(hers, server.url, 'Robin')
    expect(await violations(hers), 'invite').toEqual([])
    await joinPorch(his, link, 'Sam')
    await Promise.all([hers, his].map((page) => page.getByRole('group', { name: 'Safety words' }).waitFor()))
    expect(await violations(hers), 'words').toEqual([])
    expect(await violations(his), 'words').toEqual([])
    await hers.getByRole('button', { name: 'This is them' }).click()
    await hers.getByRole('heading', { name: 'The door is open' }).waitFor()
    expect(await violations(hers), 'waiting for their yes').toEqual([])
    await his.getByRole('button', { name: 'Yes, the same' }).click()
    await his.getByRole('heading', { name: 'You two are connected' }).waitFor()
    expect(await violations(his), 'connected').toEqual([])
    robin = { name: 'Robin', device: first, popup: await first.open('popup') }
    sam = { name: 'Sam', device: second, popup: await second.open('popup') }
    await Promise.all([hers.close(), his.close()])
  })

  it('as a couple: the agreement, the popup of both with a signal and an invitation, settings', async () => {
    const panel = await openAgreement(robin)
    await agree(robin, sam)
    expect(await violations(panel), 'agreement').toEqual([])
    await panel.close()
    await robin.popup.getByRole('button', { name: 'Thinking of you' }).click()
    await sam.popup.getByText('Robin is thinking of you').waitFor()
    await robin.popup.getByRole('button', { name: 'Invite…' }).click()
    expect(await violations(robin.popup), 'popup of the holder').toEqual([])
    await robin.popup.getByRole('textbox', { name: 'Your invitation' }).fill('Tea?')
    await robin.popup.getByRole('button', { name: 'Send the invitation' }).click()
    expect(await violations(robin.popup), 'popup with undo').toEqual([])
    await sam.popup.getByRole('group', { name: 'An invitation from Robin' }).waitFor({ timeout: 20_000 * patience })
    expect(await violations(sam.popup), 'popup with an invitation').toEqual([])
    const settings = await second.open('options', '#going')
    await settings.getByRole('button', { name: 'Erase for both of us' }).click()
    expect(await violations(settings), 'settings').toEqual([])
  })

  it('the popup opens with the focus on *Thinking of you*, and one key sends it', async () => {
    const popup = await second.open('popup')
    await popup.getByRole('button', { name: 'Thinking of you' }).waitFor()
    const focused = await popup.evaluate(() => document.activeElement?.textContent ?? '')
    expect(focused).toContain('Thinking of you')
    await popup.keyboard.press('Enter')
    await robin.popup.getByText('Sam is thinking of you').waitFor()
  })
})
