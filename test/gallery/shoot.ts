/** Photographs the gallery: `node test/gallery/shoot.ts [filter] [out]`. */

import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { serveGallery } from './serve.ts'
import { viewsAt } from './views.ts'

const [filter = '', out = '/tmp/porchlight-shots'] = process.argv.slice(2)
mkdirSync(out, { recursive: true })
const now = Date.now()

const sizes: Record<string, [number, number]> = {
  popup: [360, 400],
  welcome: [1100, 900],
  'welcome-invited': [1100, 900],
  panel: [400, 900],
  'panel-wide': [900, 900],
  options: [900, 900],
}
const welcomeViews = [
  'unpaired',
  'working',
  'refused',
  'words-joiner',
  'invited',
  'words-inviter',
  'no-invite',
  'connected',
]
const panelViews = ['no-agreement', 'theirs', 'their-yes', 'draft-changed']
const shown: Record<string, string[]> = {
  popup: Object.keys(viewsAt(now)),
  welcome: welcomeViews,
  'welcome-invited': ['unpaired'],
  panel: panelViews,
  'panel-wide': ['theirs', 'draft-changed'],
  options: ['mine', 'unpaired'],
}

const gallery = await serveGallery()
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
for (const [screen, views] of Object.entries(shown)) {
  for (const view of views) {
    for (const theme of ['light', 'dark'] as const) {
      const name = `${screen}.${view}.${theme}`
      if (!new RegExp(filter).test(name)) continue
      const [width, height] = sizes[screen] ?? [800, 600]
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme, deviceScaleFactor: 2 })
      page.on('pageerror', (error) => console.error(name, error.message))
      page.on('console', (message) => message.type() === 'error' && console.error(name, message.text()))
      await page.goto(`${gallery.url}?screen=${screen}&view=${view}&now=${now}`)
      await page.waitForSelector('main')
      await page.waitForTimeout(700)
      const path = `${out}/${name}.png`
      await page.screenshot({ path, fullPage: true })
      await page.close()
    }
  }
}
await browser.close()
await gallery.close()
