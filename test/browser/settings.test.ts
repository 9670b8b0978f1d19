/** The settings, in groups one can take in: each with its own address, all of them in the page, the way off it in reach. */

import { type Browser, type Page, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from '../../scripts/find-browser.ts'
import { serveGallery } from '../gallery/serve.ts'

const groups = [
  ['you', 'You', 'How you are called'],
  ['toolbar', 'Toolbar and quiet', 'Quiet'],
  ['devices', 'Devices and keys', 'Recovery words'],
  ['kept', 'What is kept', 'What the server can see'],
  ['going', 'Going', 'Ways out'],
] as const

describe('the settings', () => {
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
  const settings = async (group = '', width = 900, height = 700): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' })
    await page.goto(`${gallery.url}?screen=options${group}&view=mine`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return page
  }
  const current = (page: Page) => page.locator('nav a[aria-current]')
  const shown = (page: Page): Promise<string[]> => page.getByRole('heading', { level: 2 }).allTextContents()

  it.each(groups)('#%s opens on *%s*, which fits on two screens', async (id, title, part) => {
    const page = await settings(`-${id}`)
    expect(await shown(page)).toEqual([title])
    expect(await current(page).textContent()).toBe(title)
    await page.getByRole('heading', { level: 3, name: part, exact: true }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(1400)
    await page.close()
  })

  it('each group is a press away, by keyboard too; its address stands in the bar, and nothing in the history', async () => {
    const page = await settings()
    const before = await page.evaluate(() => history.length)
    for (const [id, title] of groups) {
      await page.getByRole('link', { name: title, exact: true }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 2, name: title, exact: true }).and(page.locator(':focus')).waitFor()
      expect(new URL(page.url()).hash).toBe(`#${id}`)
      expect(await shown(page)).toEqual([title])
    }
    expect(await page.evaluate(() => history.length)).toBe(before)
    await page.close()
  })

  it('all of them are in the page for the browser’s find, which opens the one it finds something in', async () => {
    const page = await settings()
    const hidden = page.locator('.options-sections[hidden="until-found"]')
    expect(await hidden.count()).toBe(groups.length - 1)
    expect(await page.locator('#devices').textContent()).toContain('Twelve words on paper')
    // What the browser tells a page whose find arrived there.
    await page.evaluate(() => document.getElementById('devices')?.dispatchEvent(new Event('beforematch')))
    await page.getByRole('heading', { level: 2, name: 'Devices and keys' }).waitFor()
    expect(await shown(page)).toEqual(['Devices and keys'])
    await page.close()
  })

  it('the address of one part opens its group, at that part', async () => {
    const page = await settings('-lock')
    expect(await shown(page)).toEqual(['Devices and keys'])
    const lock = page.getByRole('heading', { level: 3, name: 'Lock' })
    await lock.waitFor()
    expect((await lock.boundingBox())?.y).toBeLessThan(700)
    await page.close()
  })

  it.each([900, 320])('*Leave this page* is in reach wherever one is, %i px wide', async (width) => {
    const page = await settings('-devices', width, 500)
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    const box = await page.getByRole('button', { name: 'Leave this page' }).boundingBox()
    expect(box?.y).toBeGreaterThanOrEqual(0)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(500)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    await page.close()
  })
})
