/** One real Chromium with the built extension: one partner's device. Driven as a person would, by roles and names. */

import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { type BrowserContext, type Page, type Worker, chromium } from 'playwright-core'
import { temporaryFolder } from './leftovers.ts'
import { findBrowser } from '../../scripts/find-browser.ts'
import { type QuietConsole, watchConsole } from './quiet-console.ts'
import { patience } from './patience.ts'

/** Where the built extension lies; another build can be named. */
export const builtExtension = resolve(
  process.env['EXTENSION_DIR'] ?? resolve(import.meta.dirname, '../../packages/extension/.output/chrome-mv3'),
)

export type ScreenName = 'popup' | 'sidepanel' | 'welcome' | 'options' | 'privacy'

export interface Device {
  context: BrowserContext
  /** Opens a screen in a tab of its usual size. */
  open(screen: ScreenName, fragment?: string): Promise<Page>
  badge(): Promise<{ text: string; title: string }>
  /** Ends the worker as the browser would: no event before it dies. */
  killWorker(): Promise<void>
  worker(): Promise<Worker>
  console: QuietConsole
  /** Closes the browser; the profile stays unless `forget`. Both reject where the console was not quiet. */
  close(): Promise<void>
  forget(): Promise<void>
}

export interface DeviceOptions {
  headed?: boolean
  colorScheme?: 'light' | 'dark'
  /** A profile kept from before; absent: a new one. */
  profile?: string
  args?: string[]
}

const sizes: Record<ScreenName, { width: number; height: number }> = {
  popup: { width: 360, height: 600 },
  sidepanel: { width: 420, height: 900 },
  welcome: { width: 900, height: 900 },
  options: { width: 760, height: 900 },
  privacy: { width: 760, height: 900 },
}

export async function openDevice(options: DeviceOptions = {}): Promise<Device> {
  const executablePath = findBrowser('chromium')
  if (executablePath === undefined) throw new Error('no Chromium: run scripts/ensure-browsers.ts')
  const profile = options.profile ?? temporaryFolder('profile')
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: options.headed !== true,
    colorScheme: options.colorScheme ?? 'light',
    locale: 'en-GB',
    viewport: options.headed === true ? null : { width: 900, height: 900 },
    args: [
      `--disable-extensions-except=${builtExtension}`,
      `--load-extension=${builtExtension}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--no-first-run',
      ...(options.args ?? []),
    ],
  })
  const quiet = watchConsole(context)
  context.setDefaultTimeout(30_000 * patience)
  const first = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  const origin = first.url().split('/').slice(0, 3).join('/')

  // A killed worker is replaced by a new one; ask for the newest, waking it where there is none.
  const worker = async (): Promise<Worker> => {
    const alive = context.serviceWorkers().at(-1)
    if (alive !== undefined) return alive
    const born = context.waitForEvent('serviceworker')
    const waker = await context.newPage()
    await waker.goto(`${origin}/popup.html`)
    const woken = await born
    await waker.close()
    return woken
  }

  return {
    context,
    worker,
    console: quiet,
    async open(screen, fragment = '') {
      const page = await context.newPage()
      if (options.headed !== true) await page.setViewportSize(sizes[screen])
      await page.goto(`${origin}/${screen}.html${fragment}`)
      return page
    },
    async badge() {
      const running = await worker()
      return running.evaluate(async () => {
        const { action } = (globalThis as unknown as { chrome: { action: BadgeApi } }).chrome
        return { text: await action.getBadgeText({}), title: await action.getTitle({}) }
      })
    },
    async killWorker() {
      const browser = context.browser()
      if (browser === null) throw new Error('no browser to ask')
      const session = await browser.newBrowserCDPSession()
      const { targetInfos } = await session.send('Target.getTargets')
      const targets = targetInfos.filter((target) => target.type === 'service_worker' && target.url.startsWith(origin))
      for (const target of targets) await session.send('Target.closeTarget', { targetId: target.targetId })
      await session.detach()
    },
    async close() {
      await context.close()
      quiet.check()
    },
    async forget() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
      quiet.check()
    },
  }
}

interface BadgeApi {
  getBadgeText(details: object): Promise<string>
  getTitle(details: object): Promise<string>
}
