/** A person's hand on the editor's page (`page.ts`), in either browser: it points, presses and types. */

import { chromium } from 'playwright-core'
import { findBrowser } from '../../scripts/find-browser.ts'
import { openFirefoxPage } from '../support/firefox.ts'
import type { CaretPage } from './page.ts'

export interface Hand {
  /** Calls one of the page's own functions. */
  page<K extends keyof CaretPage>(
    name: K,
    ...args: Parameters<CaretPage[K]>
  ): Promise<Awaited<ReturnType<CaretPage[K]>>>
  click(at: { x: number; y: number }, times?: number): Promise<void>
  tap(at: { x: number; y: number }): Promise<void>
  /** Such as `Control+End`, `Shift+ArrowLeft`, `a`. */
  press(keys: string): Promise<void>
  /** Composes a word and takes it, where the browser lets a program do that. */
  compose?(steps: string[], word: string): Promise<void>
  /** What was refused or went wrong, as the console says it. */
  complaints(): Promise<string[]>
  close(): Promise<void>
}

export type BrowserName = 'chromium' | 'firefox'

export const openHand = (browser: BrowserName, url: string): Promise<Hand> =>
  browser === 'chromium' ? inChromium(url) : inFirefox(url)

async function inChromium(url: string): Promise<Hand> {
  const browser = await chromium.launch({ executablePath: findBrowser('chromium') ?? '', args: ['--no-sandbox'] })
  const context = await browser.newContext({ viewport: { width: 1000, height: 600 }, hasTouch: true })
  const page = await context.newPage()
  const said: string[] = []
  page.on('console', (message) => (message.type() === 'error' ? said.push(message.text()) : undefined))
  page.on('pageerror', (error) => said.push(String(error.stack)))
  await page.goto(url)
  const cdp = await context.newCDPSession(page)
  return {
    page: (name, ...args) =>
      page.evaluate(
        ([called, given]) => {
          const { caret } = globalThis as unknown as { caret: Record<string, (...all: unknown[]) => unknown> }
          return caret[called as string]?.(...(given as unknown[]))
        },
        [name, args],
      ) as never,
    click: ({ x, y }, times = 1) => page.mouse.click(x, y, { clickCount: times }),
    tap: ({ x, y }) => page.touchscreen.tap(x, y),
    press: (keys) => page.keyboard.press(keys),
    async compose(steps, word) {
      for (const text of steps) {
        await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
        await new Promise((resume) => setTimeout(resume, 40))
      }
      await cdp.send('Input.insertText', { text: word })
    },
    complaints: async () => said,
    close: () => browser.close(),
  }
}

/** W3C WebDriver, §17.4.2: the code points of keys that are no letters. */
const keyCodes: Record<string, string> = {
  Control: '\uE009',
  Shift: '\uE008',
  Backspace: '\uE003',
  Delete: '\uE017',
  Enter: '\uE007',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
}

async function inFirefox(url: string): Promise<Hand> {
  const page = await openFirefoxPage(url)
  const point = (type: 'mouse' | 'touch', { x, y }: { x: number; y: number }, times: number) =>
    page.act({
      type: 'pointer',
      id: type,
      parameters: { pointerType: type },
      actions: [
        { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
        ...Array.from({ length: times }, () => [
          { type: 'pointerDown', button: 0 },
          { type: 'pointerUp', button: 0 },
        ]).flat(),
      ],
    })
  return {
    page: async (name, ...args) => {
      const call = `Promise.resolve(caret[${JSON.stringify(name)}](...${JSON.stringify(args)}))`
      const said = await page.evaluate(`${call}.then((value) => JSON.stringify({ value }))`)
      return (JSON.parse(said) as { value: never }).value
    },
    click: (at, times = 1) => point('mouse', at, times),
    tap: (at) => point('touch', at, 1),
    press: (keys) => {
      const codes = keys.split('+').map((key) => keyCodes[key] ?? key)
      return page.act({
        type: 'key',
        id: 'keyboard',
        actions: [
          ...codes.map((value) => ({ type: 'keyDown', value })),
          ...codes.toReversed().map((value) => ({ type: 'keyUp', value })),
        ],
      })
    },
    complaints: page.complaints,
    close: page.close,
  }
}
