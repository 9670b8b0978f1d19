/** Photographs the gallery: `node test/gallery/shoot.ts [filter] [folder] [language]`. */

import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { findBrowser } from '../../scripts/find-browser.ts'
import { serveGallery } from './serve.ts'
import { shownScreens } from './states.ts'

const [filter = '', out = 'test-out/gallery', language = 'system'] = process.argv.slice(2)
mkdirSync(out, { recursive: true })
const now = Date.now()

const gallery = await serveGallery()
const browser = await chromium.launch({ executablePath: findBrowser('chromium') ?? '', args: ['--no-sandbox'] })
for (const { screen, width, height, views } of shownScreens) {
  for (const view of views) {
    for (const theme of ['light', 'dark'] as const) {
      const name = `${screen}.${view}.${theme}`
      if (!new RegExp(filter).test(name)) continue
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme, deviceScaleFactor: 2 })
      page.on('pageerror', (error) => console.error(name, error.message))
      page.on('console', (message) => message.type() === 'error' && console.error(name, message.text()))
      await page.goto(`${gallery.url}?screen=${screen}&view=${view}&now=${now}&lang=${language}`)
      await page.waitForSelector('main')
      await page.waitForTimeout(1_800)
      await page.screenshot({ path: `${out}/${name}.png`, fullPage: true })
      await page.close()
    }
  }
}
await browser.close()
await gallery.close()
