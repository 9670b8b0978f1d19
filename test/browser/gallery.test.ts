/** Every screen in every state, in both themes, as a person with assistive technology meets it: axe finds nothing. */

import axe from 'axe-core'
import { type Browser, type Page, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from '../../scripts/find-browser.ts'
import { serveGallery } from '../gallery/serve.ts'
import { shownScreens } from '../gallery/states.ts'

interface Violation {
  id: string
  help: string
  nodes: { target: unknown[] }[]
}

describe('the screens in every state', () => {
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

  for (const { screen, width, height, views } of shownScreens) {
    it(`${screen}: axe finds nothing in ${views.length} states, light and dark`, async () => {
      const found: string[] = []
      for (const colorScheme of ['light', 'dark'] as const) {
        // Without motion nothing is half faded in while colours are measured.
        const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
        page.on('pageerror', (error) => found.push(`${colorScheme}: ${error.message}`))
        await page.goto(`${gallery.url}?screen=${screen}&view=${views[0] ?? ''}`)
        await page.waitForSelector('main')
        await page.evaluate(axe.source)
        for (const view of views) {
          for (const { id, help, nodes } of await violations(page, screen, view)) {
            found.push(
              `${view}, ${colorScheme}: ${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
            )
          }
        }
        await page.close()
      }
      expect(found).toEqual([])
    })
  }
})

async function violations(page: Page, screen: string, view: string): Promise<Violation[]> {
  await page.evaluate(
    ([screen, view]) => {
      const { showInGallery } = globalThis as unknown as { showInGallery(screen?: string, view?: string): void }
      showInGallery(screen, view)
    },
    [screen, view],
  )
  await page.waitForSelector('main')
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    return (await axe.run()).violations
  })
}
