/** The light goes from one to the other: reaching out, undo, inviting, answering, taking back, pausing; and a server that
 *  dies in the middle. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agree } from '../support/agreement.ts'
import { type Partner, pairTwo } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { patience } from '../support/patience.ts'

const heading = (popup: Page, name: string) => popup.getByRole('heading', { name, exact: true })
const button = (popup: Page, name: string) => popup.getByRole('button', { name, exact: true })
/** The toolbar may be a moment behind the popup. */
const toolbarShows = (partner: Partner, wanted: { text?: string; title?: string }) =>
  eventually(
    () => partner.device.badge(),
    (badge) => Object.entries(wanted).every(([part, value]) => badge[part as 'text' | 'title'] === value),
  )
/** A held act leaves after ten seconds. */
const held = { timeout: 20_000 * patience }

describe('whose turn it is', () => {
  let server: ServerProcess
  let robin: Partner
  let sam: Partner

  beforeAll(async () => {
    server = await startServer()
    ;[robin, sam] = await pairTwo(server.url)
    await agree(robin, sam)
    await heading(robin.popup, 'The light is with you').waitFor()
    await heading(sam.popup, 'The light is with Robin').waitFor()
  })
  afterAll(async () => {
    await Promise.all([robin?.device.forget(), sam?.device.forget()])
    await server?.dispose()
  })

  it('TURN-11 the holder sees soft words about time, the one who waits sees none', async () => {
    await robin.popup.getByText(/^until about /).waitFor()
    expect(await sam.popup.getByText(/until about/).count()).toBe(0)
    expect(await robin.popup.locator('body').innerText()).not.toMatch(/\d+ ?(h|hours?|min)/)
  })

  it('TURN-10 a reaching out can be undone for ten seconds: nothing was sent', async () => {
    await button(robin.popup, 'I reached out').click()
    await robin.popup.getByText('Sending…').waitFor()
    await button(robin.popup, 'Undo').click()
    await robin.popup.getByText('Sending…').waitFor({ state: 'detached' })
    await heading(robin.popup, 'The light is with you').waitFor()
  })

  it('TURN-2 the light passes when the holder has reached out', async () => {
    await button(robin.popup, 'I reached out').click()
    await heading(sam.popup, 'The light is with you').waitFor(held)
    await heading(robin.popup, 'The light is with Sam').waitFor(held)
    await toolbarShows(sam, { text: '●' })
  })

  it('TURN-10 an open invitation can be taken back, and the light is where it was', async () => {
    await button(sam.popup, 'Invite…').click()
    await sam.popup.getByRole('textbox', { name: 'Your invitation' }).fill('A walk by the river?')
    await button(sam.popup, 'Send the invitation').click()
    await robin.popup.getByRole('group', { name: 'An invitation from Sam' }).waitFor(held)
    await robin.popup.getByText('A walk by the river?').waitFor()
    await button(sam.popup, 'Take it back').click()
    await robin.popup.getByText('A walk by the river?').waitFor({ state: 'detached' })
    await heading(sam.popup, 'The light is with you').waitFor()
  })

  it('TURN-5 passing is free', async () => {
    await button(sam.popup, 'Pass the light').click()
    await heading(robin.popup, 'The light is with you').waitFor()
  })

  it('INV-2 an invitation is answered, and the light has passed whatever the answer', async () => {
    await button(robin.popup, 'Invite…').click()
    await robin.popup.getByRole('textbox', { name: 'Your invitation' }).fill('Tea on the porch tonight?')
    await button(robin.popup, 'Send the invitation').click()
    const invitation = sam.popup.getByRole('group', { name: 'An invitation from Robin' })
    await invitation.waitFor(held)
    await invitation.getByRole('button', { name: 'Not now' }).click()
    await robin.popup.getByText('Sam answered: Not now').waitFor()
    await heading(sam.popup, 'The light is with you').waitFor()
  })

  it('PAUSE-1 each has a switch of their own, instant and alone', async () => {
    await button(robin.popup, 'Pause').click()
    await Promise.all([robin, sam].map(({ popup }) => heading(popup, 'Paused').waitFor()))
    await toolbarShows(sam, { title: 'Porchlight: resting' })
    await button(robin.popup, 'I’m back').or(button(robin.popup, "I'm back")).click()
    await heading(sam.popup, 'The light is with you').waitFor()
  })

  it('SYNC-3 the server is killed in the middle and comes back: what was pressed meanwhile arrives', async () => {
    await server.kill()
    await button(sam.popup, 'Pass the light').click()
    await heading(sam.popup, 'The light is with Robin').waitFor()
    await server.restart()
    await heading(robin.popup, 'The light is with you').waitFor({ timeout: 60_000 * patience })
    await eventually(
      () => sam.popup.getByText('Saved', { exact: true }).count(),
      (count) => count > 0,
      60_000,
    )
    await toolbarShows(robin, { text: '●' })
  })

  it('DOM-8 of two tabs that press the same the second writes nothing, and says kindly what changed', async () => {
    const second = await robin.device.open('popup')
    await heading(second, 'The light is with you').waitFor()
    // Something came today, so the turn is folded in a popup that opens now (FACE-1).
    await second.locator('summary', { hasText: 'When you feel like it' }).click()
    // Held first, then pressed in one go: waiting for one to be pressable, the other may have passed the light already.
    const both = await Promise.all(
      [robin.popup, second].map((popup) =>
        button(popup, 'Pass the light').elementHandle({ timeout: 10_000 * patience }),
      ),
    )
    await Promise.all(both.map((one) => one?.evaluate((pressed) => (pressed as HTMLElement).click())))
    await heading(sam.popup, 'The light is with you').waitFor()
    await heading(second, 'The light is with Sam').waitFor()
    await second.close()
  })
})
