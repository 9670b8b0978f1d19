/** A passcode in a real browser: what is seen while it is locked, what was typed before, and the way back in. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editorOf, openAgreement, typeAtEnd } from '../support/agreement.ts'
import { type Partner, pairTwo } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { patience } from '../support/patience.ts'

const passcode = 'a lantern in the rain'
/** Turning a passcode into a key is meant to take a while, and longer where others work too. */
const patient = { timeout: 60_000 * patience }

describe('a browser with a passcode', () => {
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

  it('LOCK-1 it is typed twice; two that differ set nothing', async () => {
    const settings = await robin.device.open('options')
    await settings.getByRole('button', { name: 'Set a passcode' }).click()
    await settings.getByLabel('Passcode', { exact: true }).fill(passcode)
    await settings.getByLabel('The same once more').fill(`${passcode}!`)
    await settings.getByRole('button', { name: 'Set the passcode' }).click()
    await settings.getByText('These two are not the same.', { exact: false }).waitFor()
    await settings.getByLabel('The same once more').fill(passcode)
    await settings.getByLabel('The same once more').press('Enter')
    await settings.getByRole('button', { name: 'Lock now' }).waitFor(patient)
    await settings.close()
  })

  it('LOCK-1 locked: no screen shows a name, a word or a light, and the toolbar tells nothing', async () => {
    const [panel, settings, welcome] = await Promise.all([
      openAgreement(robin),
      robin.device.open('options'),
      robin.device.open('welcome'),
    ])
    await typeAtEnd(panel, 'Umbrellas too.')
    await robin.popup.getByRole('button', { name: 'Lock now' }).click()
    for (const page of [robin.popup, panel, settings, welcome]) {
      await page.getByRole('heading', { name: 'Locked' }).waitFor()
      expect(await page.locator('body').innerText()).not.toMatch(/Robin|Sam|Umbrellas|agreement|light/i)
    }
    await eventually(
      () => robin.device.badge(),
      ({ title, text }) => title === 'Porchlight' && text === '',
    )
    // Nor does a screen that is opened now, and paints before the worker answers.
    const fresh = await robin.device.open('popup')
    await fresh.getByRole('heading', { name: 'Locked' }).waitFor()
    await Promise.all([fresh, settings, welcome].map((page) => page.close()))

    await unlock(panel, 'a lantern in the sun')
    await panel.locator('.problem').getByText('That is not the passcode.', { exact: false }).waitFor(patient)
    await unlock(panel, passcode)
    await editorOf(panel).getByText('Umbrellas too.', { exact: false }).waitFor(patient)
    const theirs = await openAgreement(sam)
    await editorOf(theirs).getByText('Umbrellas too.', { exact: false }).waitFor()
    await Promise.all([panel.close(), theirs.close()])
  })

  it('LOCK-1 a worker that dies stays unlocked; what was sent meanwhile is there', async () => {
    await robin.device.killWorker()
    await sam.popup.getByRole('button', { name: 'Thinking of you' }).click()
    await robin.popup.getByText('Sam is thinking of you').waitFor(patient)
  })

  it('LOCK-1 who forgot it can forget this browser, and begin anew', async () => {
    await robin.popup.getByRole('button', { name: 'Lock now' }).click()
    await robin.popup.getByRole('button', { name: 'Forget everything on this device' }).click()
    await robin.popup.getByRole('button', { name: 'Forget it now' }).click()
    await robin.popup.getByRole('button', { name: 'Light the porch' }).waitFor()
    expect(await robin.popup.locator('body').innerText()).not.toMatch(/Sam/)
    await sam.popup.getByRole('button', { name: 'Thinking of you' }).waitFor()
  })
})

async function unlock(page: Page, typed: string): Promise<void> {
  await page.getByLabel('Passcode', { exact: true }).fill(typed)
  await page.getByRole('button', { name: 'Unlock' }).click()
}
