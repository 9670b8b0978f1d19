/** The first minutes, for each who comes: one thing to do, in sight at once; words of care before anything is created; and
 *  from the link to *connected* a name, one press, and the words. */

import { type Browser, type Page, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from '../../scripts/find-browser.ts'
import { serveGallery } from '../gallery/serve.ts'
import { openDevice } from '../support/chromium.ts'
import { lightPorch, safetyWords } from '../support/couple.ts'
import { startServer } from '../support/server-process.ts'

const sizes = [
  { width: 900, height: 900 },
  { width: 1280, height: 720 },
]
const link = 'https://porch.example/i#ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8'

describe('the welcome page', () => {
  let gallery: Awaited<ReturnType<typeof serveGallery>>
  let browser: Browser
  beforeAll(async () => {
    gallery = await serveGallery()
    browser = await chromium.launch({ executablePath: findBrowser('chromium') ?? '', args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser?.close()
    await gallery?.close()
  })
  const welcome = async (viewport = { width: 900, height: 900 }, screen = 'welcome'): Promise<Page> => {
    const permissions = ['clipboard-write', 'clipboard-read']
    const page = await browser.newPage({ viewport, permissions, reducedMotion: 'reduce' })
    await page.goto(`${gallery.url}?screen=${screen}&view=unpaired`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return page
  }
  const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click()
  const isInSight = async (page: Page, selector: ReturnType<Page['locator']>): Promise<boolean> => {
    const box = await selector.boundingBox()
    return box !== null && box.y >= 0 && box.y + box.height <= (page.viewportSize()?.height ?? 0)
  }

  it.each(sizes)('each who comes finds their door without scrolling: %o', async (size) => {
    const page = await welcome(size)
    for (const name of ['I was invited', 'I start', 'Start on my own', 'I have recovery words', 'Leave this page']) {
      expect(await isInSight(page, page.getByRole('button', { name })), name).toBe(true)
    }
    for (const about of ['What the server sees', 'When not to use it']) {
      expect(await isInSight(page, page.locator('summary', { hasText: about })), about).toBe(true)
    }
    await page.close()
  })

  const forms = [
    { who: 'I was invited', by: 'the link itself', screen: 'welcome-invited', door: undefined, act: 'Join' },
    { who: 'I was invited', by: 'the door', screen: 'welcome', door: 'I was invited', act: 'Join' },
    { who: 'I start', by: 'the door', screen: 'welcome', door: 'I start', act: 'Light a new porch' },
  ].flatMap((form) => sizes.map((size) => ({ ...form, ...size })))

  it.each(forms)(
    '$who, by $by: a name and one press, beside them in full when not to use it, at $width × $height',
    async ({ screen, door, act, width, height }) => {
      const page = await welcome({ width, height }, screen)
      if (door !== undefined) await press(page, door)
      const care = page.getByRole('region', { name: 'When not to use it' })
      expect(await care.innerText()).toMatch(
        /If you are afraid[^]*You owe nobody a yes\.[^]*findahelpline\.com[^]*doctor/,
      )
      const name = page.getByRole('textbox', { name: 'Your name' })
      const button = page.getByRole('button', { name: act })
      for (const part of [name, care, button]) expect(await isInSight(page, part)).toBe(true)
      // Nothing is created before those words: they stand before the press for whoever hears the page, too.
      const order = await care.evaluate(
        (words, pressed) => words.compareDocumentPosition(pressed) & Node.DOCUMENT_POSITION_FOLLOWING,
        await button.elementHandle(),
      )
      expect(order).not.toBe(0)
      expect(await page.locator('button.warm:visible').count()).toBe(1)
      expect(await page.getByText('What the server sees').isVisible()).toBe(true)
      await page.close()
    },
  )

  it('whoever starts is asked no address where one is known, and can say another', async () => {
    const page = await welcome()
    await press(page, 'I start')
    expect(await page.getByRole('textbox').count()).toBe(1)
    await page.getByText('Where it is kept').click()
    await page.getByRole('textbox', { name: 'Server' }).fill('https://porch.example')
    await page.close()
  })

  it('PAIR-3 the link is taken from the clipboard on a press; anything else on it is not looked at further', async () => {
    const page = await welcome()
    await page.evaluate(() => navigator.clipboard.writeText('correct horse battery staple'))
    await press(page, 'I was invited')
    const field = page.getByRole('textbox', { name: 'Paste an invite link' })
    await press(page, 'Take the link I copied')
    await page.getByText('There is no invite link on your clipboard.', { exact: false }).waitFor()
    expect(await field.inputValue()).toBe('')
    await page.evaluate((text) => navigator.clipboard.writeText(text), `For you, love: ${link}`)
    await press(page, 'Take the link I copied')
    await page.getByText('It leads to porch.example.', { exact: false }).waitFor()
    expect(await field.inputValue()).toBe(link)
    await page.close()
  })

  it('PAIR-3 a browser that would rather not show its clipboard says so', async () => {
    const page = await welcome()
    await page.evaluate(() => {
      navigator.clipboard.readText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
    })
    await press(page, 'I was invited')
    await press(page, 'Take the link I copied')
    await page.getByText('Paste the link into the field.', { exact: false }).waitFor()
    await page.close()
  })

  it('all of it by keyboard: the door, back, the other door, a name', async () => {
    const page = await welcome()
    const focused = page.locator(':focus')
    await page.getByRole('button', { name: 'I was invited' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Paste an invite link' }).and(focused).waitFor()
    await page.getByRole('button', { name: 'Another way in' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1 }).and(focused).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: 'I start' }).and(focused).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Your name' }).and(focused).waitFor()
    // Without a name nothing is lit, and the field that lacks it is where one stands.
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Your name' }).and(focused).and(page.locator('[aria-invalid]')).waitFor()
    await page.close()
  })

  it('nothing is wider than a narrow window, on any step', async () => {
    const page = await welcome({ width: 320, height: 700 })
    const widest = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth)
    expect(await widest()).toBe(320)
    await press(page, 'I start')
    await page.getByText('Where it is kept').click()
    await page.getByText('What the server sees').click()
    expect(await widest()).toBe(320)
    await press(page, 'Another way in')
    await press(page, 'I was invited')
    expect(await widest()).toBe(320)
    await page.close()
  })
})

it('PAIR from the link to connected: a name, one press, and the words', async () => {
  const server = await startServer()
  const [first, second] = await Promise.all([openDevice(), openDevice()])
  const hers = await first.open('welcome')
  const invite = await lightPorch(hers, server.url, 'Robin')
  // As the popup opens it, when the lamp is pressed on the page behind the link.
  const his = await second.open('welcome', `#join=${encodeURIComponent(invite)}`)
  let presses = 0
  const pressed = async (name: string): Promise<void> => {
    presses += 1
    await his.getByRole('button', { name }).click()
  }
  expect(await his.getByRole('textbox').count()).toBe(1)
  await his.getByRole('textbox', { name: 'Your name' }).and(his.locator(':focus')).fill('Sam')
  await pressed('Join')
  expect(await safetyWords(his)).toBe(await safetyWords(hers))
  await hers.getByRole('button', { name: 'This is them' }).click()
  await pressed('Yes, the same')
  await his.getByRole('heading', { name: 'You two are connected' }).waitFor()
  expect(presses).toBe(2)
  await Promise.all([first.forget(), second.forget()])
  await server.dispose()
})
