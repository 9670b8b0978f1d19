/** A passcode in a real browser: what is seen while it is locked, what was typed before, and the way back in. */

import type { Page, Worker } from 'playwright-core'
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
    const settings = await robin.device.open('options', '#devices')
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

  it('LOCK-1 a computer that slept: every open screen is taken away and shows the lock, and the lamp tells nothing', async () => {
    const [panel, settings] = await Promise.all([openAgreement(robin), robin.device.open('options')])
    await editorOf(panel).waitFor()
    const worker = await robin.device.worker()
    for (const one of [worker, robin.popup, panel, settings]) await setClock(one, night)
    for (const page of [robin.popup, panel, settings]) {
      await page.getByRole('heading', { name: 'Locked' }).waitFor()
      expect(await page.locator('body').innerText()).not.toMatch(/Robin|Sam|Umbrellas/)
    }
    await eventually(
      () => robin.device.badge(),
      ({ title, text }) => title === 'Porchlight' && text === '',
    )
    await unlock(panel, passcode)
    await editorOf(panel).getByText('Umbrellas too.', { exact: false }).waitFor(patient)
    await Promise.all([panel.close(), settings.close()])
  })

  it('LOCK-1 a page that slept alone asks, and is given back what it showed', async () => {
    await robin.popup.evaluate(() => {
      const seen: boolean[] = []
      Object.assign(globalThis, { wasCovered: () => seen.includes(true) })
      new MutationObserver(() => seen.push(!document.body.innerText.includes('Sam'))).observe(document.body, {
        subtree: true,
        childList: true,
      })
    })
    await setClock(robin.popup, 2 * night)
    await robin.popup.waitForFunction(() => (globalThis as unknown as { wasCovered(): boolean }).wasCovered())
    await robin.popup.getByRole('button', { name: 'Thinking of you' }).waitFor()
  })

  it('LOCK-1 a worker that starts after the night, and a popup opened then, show the lock from the first moment', async () => {
    const worker = await robin.device.worker()
    // It looked at its clock sixteen minutes ago, and not since.
    await setClock(worker, -sixteenMinutes)
    await eventually(
      () => worker.evaluate(lastLookOf),
      ({ at }) => at < Date.now() - sixteenMinutes + 60_000,
      60_000,
    )
    await robin.device.killWorker()
    const fresh = await robin.device.open('popup')
    await fresh.getByRole('heading', { name: 'Locked' }).waitFor()
    await unlock(fresh, passcode)
    await fresh.getByRole('button', { name: 'Thinking of you' }).waitFor(patient)
    await fresh.close()
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

const night = 8 * 3_600_000
const sixteenMinutes = 16 * 60_000

async function lastLookOf(): Promise<{ at: number }> {
  const { chrome } = globalThis as unknown as { chrome: { storage: { session: { get(): Promise<unknown> } } } }
  return ((await chrome.storage.session.get()) as { lastLook: { at: number } }).lastLook
}

/** Sets the clock of a page or a worker. */
const setClock = (one: Page | Worker, aheadMs: number): Promise<void> =>
  (one as Page).evaluate((ahead) => {
    const kept = globalThis as { realNow?: () => number }
    const realNow = (kept.realNow ??= Date.now.bind(Date))
    Date.now = () => realNow() + ahead
  }, aheadMs)

async function unlock(page: Page, typed: string): Promise<void> {
  await page.getByLabel('Passcode', { exact: true }).fill(typed)
  await page.getByRole('button', { name: 'Unlock' }).click()
}
