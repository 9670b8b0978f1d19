/** The Firefox build in a real Firefox: its screens show, it pairs with a Chromium, and its badge is read back. */

import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Device, openDevice } from '../support/chromium.ts'
import { lightPorch } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { type Firefox, type FirefoxPage, builtExtension, openFirefox } from '../support/firefox.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const textOf = (page: FirefoxPage): Promise<string> => page.evaluate('document.body.innerText')

/** Types as a framework hears it, and presses. */
const fill = (label: string, value: string): string => `(() => {
  const field = [...document.querySelectorAll('label')].find((l) => l.textContent === ${JSON.stringify(label)}).control
  field.value = ${JSON.stringify(value)}
  field.dispatchEvent(new Event('input', { bubbles: true }))
  return 'filled'
})()`
const press = (name: string): string => `(() => {
  const button = [...document.querySelectorAll('button')].find((b) => b.textContent.trim().startsWith(${JSON.stringify(name)}))
  button.click()
  return 'pressed'
})()`

describe('Firefox', () => {
  let server: ServerProcess
  let firefox: Firefox
  let chromium: Device

  beforeAll(async () => {
    server = await startServer()
    ;[firefox, chromium] = await Promise.all([openFirefox(), openDevice()])
  })
  afterAll(async () => {
    await Promise.all([firefox?.close(), chromium?.forget()])
    await server?.dispose()
  })

  it('shows every screen', async () => {
    const expected: [string, string][] = [
      ['welcome', 'A light, left on for someone'],
      ['popup', 'A light for two'],
      ['options', 'Settings'],
      ['sidepanel', 'First light the porch'],
    ]
    for (const [screen, words] of expected) {
      const page = await firefox.open(screen)
      expect(
        await eventually(
          () => textOf(page),
          (text) => text.includes(words),
        ),
      ).toContain(words)
    }
  })

  it('Escape takes a page away: its tab is gone', async () => {
    const [page, other] = [await firefox.open('privacy'), await firefox.open('popup')]
    await eventually(
      () => textOf(page),
      (text) => text.includes('Who can see what'),
    )
    await page.evaluate("String(dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' })))")
    const open = await eventually(
      () => other.evaluate("browser.tabs.query({}).then((tabs) => tabs.map(({ url }) => url).join(' '))"),
      (addresses) => !/privacy|blank\.html/.test(addresses),
    )
    expect(open).toContain('popup.html')
  })

  it('BADGE-1 joins a Chromium, gets its glow, and the badge says so', async () => {
    const hers = await chromium.open('welcome')
    const link = await lightPorch(hers, server.url, 'Robin')
    const his = await firefox.open('welcome')
    await eventually(
      () => textOf(his),
      (text) => text.includes('I was invited'),
    )
    await his.evaluate(press('I was invited'))
    await his.evaluate(fill('Your name', 'Sam'))
    await his.evaluate(fill('Paste an invite link', link))
    await his.evaluate(press('Join'))
    await hers.getByRole('button', { name: 'This is them' }).click()
    await eventually(
      () => textOf(his),
      (text) => text.includes('Your person has said yes.'),
    )
    await his.evaluate(press('Yes, the same'))
    await eventually(
      () => textOf(his),
      (text) => text.includes('You two are connected'),
    )
    const popup = await chromium.open('popup')
    await popup.getByRole('button', { name: 'Thinking of you' }).click()
    const badge = await eventually(
      () => firefox.badge(his),
      ({ text }) => text === '✦',
    )
    expect(badge.title).toBe('Porchlight: someone is thinking of you')
  })

  it('every page of it lives with the policy, the editor too, and an inline style is refused', async () => {
    const pages = readdirSync(builtExtension).filter((file) => file.endsWith('.html') && file !== 'blank.html')
    expect(pages.length).toBeGreaterThan(4)
    for (const file of pages) {
      const page = await firefox.open(file.replace('.html', ''))
      await eventually(
        () => page.evaluate(`document.querySelectorAll('main').length + ''`),
        (mains) => mains === '1',
      )
      if (file === 'sidepanel.html') {
        await eventually(
          () => page.evaluate(`document.querySelectorAll('[role=textbox].wording').length + ''`),
          (editors) => editors === '1',
        )
      }
    }
    const refused = async (): Promise<string[]> =>
      (await firefox.refused()).filter((line) => line.includes('style-src'))
    expect(await firefox.refused()).toEqual([])
    firefox.expect(/style-src/)
    const page = await firefox.open('options')
    await page.evaluate(`document.body.setAttribute('style', 'color: red') + ''`)
    await eventually(refused, (lines) => lines.length > 0)
  })
})
