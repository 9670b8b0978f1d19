/** Two people have a way out from the first day: a quiet pause, leaving alone, erasing for both; and a way off a page. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { agree, editorOf, openAgreement } from '../support/agreement.ts'
import { type Device, openDevice, type ScreenName } from '../support/chromium.ts'
import { type Partner, pairTwo } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

describe('ways out', () => {
  let server: ServerProcess
  let robin: Partner
  let sam: Partner

  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(async () => {
    await Promise.all([robin?.device.forget(), sam?.device.forget()])
    await server?.dispose()
  })

  it('PAUSE-1 one press pauses and keeps quiet, the other sees a pause only, and one press comes back', async () => {
    ;[robin, sam] = await pairTwo(server.url)
    await agree(robin, sam)
    const settings = await sam.device.open('options', '#going')
    await settings.getByRole('button', { name: 'Pause and stay quiet' }).click()
    await robin.popup.getByText('Sam is taking a pause. Nothing for you to do.').waitFor()
    await eventually(
      () => sam.device.badge(),
      ({ title, text }) => title === 'Porchlight' && text === '',
    )
    await robin.popup.getByRole('button', { name: 'Thinking of you' }).click()
    await sam.popup.getByText('From earlier').waitFor()
    expect(await sam.popup.getByText('Robin is thinking of you').count()).toBe(0)

    await settings.getByRole('button', { name: "I'm back" }).click()
    await robin.popup.getByRole('heading', { name: 'The light is with' }).waitFor()
    await settings.getByRole('link', { name: 'Toolbar and quiet' }).click()
    await settings.getByRole('checkbox', { name: 'Mute', checked: false }).waitFor()
    await settings.getByRole('checkbox', { name: 'Private mode', checked: false }).waitFor()
  })

  it('LEAVE-1 one leaves alone: this device forgets, the other rests and keeps what they wrote', async () => {
    const settings = await sam.device.open('options', '#going')
    await settings.getByRole('button', { name: 'Leave', exact: true }).click()
    await settings.getByRole('button', { name: 'Yes, leave' }).click()
    await eventually(
      () => sam.device.badge(),
      ({ title }) => title === 'Porchlight',
    )
    const badge = await eventually(
      () => robin.device.badge(),
      ({ title }) => title === 'Porchlight: resting',
    )
    expect(badge.text).toBe('')
    const panel = await openAgreement(robin)
    await panel.getByText('We both want to be wanted', { exact: false }).waitFor()

    // Escape closes a question first; the next one leaves the page, and what was just typed stays.
    const hers = await robin.device.open('options', '#going')
    await hers.getByRole('button', { name: 'Leave', exact: true }).click()
    await hers.keyboard.press('Escape')
    await hers.getByRole('button', { name: 'Leave', exact: true }).and(hers.locator(':focus')).waitFor()
    await editorOf(panel).click()
    await panel.keyboard.press('Control+End')
    await panel.keyboard.type(' And tea.')
    await closesBy(panel, () => panel.keyboard.press('Escape'))
    await (await openAgreement(robin)).getByText('And tea.', { exact: false }).waitFor()

    // The place is still hers, nobody is blamed, and the key has moved on: somebody could be invited anew.
    await robin.popup.getByText('Sam is not here any more. What you wrote together is still yours.').waitFor()
    const welcome = await robin.device.open('welcome')
    await welcome.getByText('Whoever joins can read what stands in your agreement now.', { exact: false }).waitFor()
    await welcome.getByRole('button', { name: 'Invite someone anew' }).click()
    await welcome.getByRole('textbox', { name: 'Invite link', exact: true }).waitFor()
    await Promise.all([robin.device.forget(), sam.device.forget()])
  })

  it('LEAVE-2 one erases for both: the server has nothing, the other is told neutrally and can keep a copy', async () => {
    ;[robin, sam] = await pairTwo(server.url)
    const settings = await robin.device.open('options', '#going')
    await settings.getByRole('button', { name: 'Erase for both of us' }).click()
    const asked = settings.getByRole('group', { name: 'Erase for both of us' })
    await Promise.all([settings.waitForEvent('download'), asked.getByRole('button', { name: 'Keep a copy' }).click()])
    await settings.getByRole('button', { name: 'Yes, erase for both of us' }).click()
    await eventually(
      () => robin.device.badge(),
      ({ title }) => title === 'Porchlight',
    )
    await sam.popup.getByText('Your shared place was erased.').waitFor()
    const [copy] = await Promise.all([
      sam.popup.waitForEvent('download'),
      sam.popup.getByRole('button', { name: 'Keep a copy' }).click(),
    ])
    const stream = await copy.createReadStream()
    const text = (await stream.toArray()).join('')
    expect(JSON.parse(text)).toMatchObject({ format: 'porchlight-export' })
  })
})

describe('a way off the page', () => {
  let device: Device
  beforeAll(async () => {
    device = await openDevice()
  })
  afterAll(() => device?.forget())

  /** The page on the way out, kept from closing itself so that it can be looked at. */
  const held = async (screen: ScreenName): Promise<Page> => {
    const page = await device.open(screen)
    await page.addInitScript(() => {
      if (location.pathname !== '/blank.html') return
      const { chrome } = globalThis as unknown as { chrome: { tabs: { remove(): Promise<void> } } }
      chrome.tabs.remove = () => Promise.resolve()
    })
    return page
  }
  const shows = (page: Page): Promise<string> => page.evaluate(() => document.body.innerText.trim())

  it.each(['welcome', 'options', 'privacy', 'sidepanel'] as const)(
    'Escape on %s: nothing is shown any more, and Back does not bring it up',
    async (screen) => {
      const page = await held(screen)
      await page.locator('h1').waitFor()
      if (screen === 'options') {
        // Going to a group must leave nothing in the history either.
        await page.getByRole('link', { name: 'What is kept' }).click()
        await page.getByRole('heading', { name: 'What is kept' }).and(page.locator(':focus')).waitFor()
      }
      await page.keyboard.press('Escape')
      await page.waitForURL(/blank\.html$/)
      expect(await shows(page)).toBe('')
      // A new tab's first page lies before it.
      await page.goBack()
      await page.waitForURL('about:blank')
      await page.goForward()
      await page.waitForURL(/blank\.html$/)
      await page.close()
    },
  )

  it('the button does the same, and the empty page closes itself', async () => {
    const page = await device.open('welcome')
    await closesBy(page, () => page.getByRole('button', { name: 'Leave this page' }).click())
    // The browser goes on.
    await (await device.open('options')).getByRole('heading', { name: 'Settings' }).waitFor()
  })
})

/** The page may be gone before the press that closes it has been answered. */
async function closesBy(page: Page, press: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent('close'), Promise.allSettled([press()])])
}
