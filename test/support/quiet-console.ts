/** Nothing of ours logs an error or a refusal on any screen: whatever a browser's pages and worker put into its console is kept
 *  here, and a journey ends by it (`chromium.ts`). */

import type { BrowserContext, ConsoleMessage, Worker } from 'playwright-core'

export interface QuietConsole {
  /** What was said that nobody expected. */
  heard(): string[]
  /** What the test brings about itself, as a policy that has to refuse. */
  expect(what: RegExp): void
  /** Throws Error with all of it, where anything was said. */
  check(): void
}

/** Said by the browser, not by us, when a network is down or a server says no; the worker has no way to keep it in. */
const network = /^(?:Failed to load resource: |WebSocket connection to )/

export function watchConsole(context: BrowserContext): QuietConsole {
  const said: string[] = []
  const expected: RegExp[] = []
  const listenIn = (place: 'page' | 'worker') => (message: ConsoleMessage) => {
    const text = message.text()
    const isRefusal = text.includes('Content Security Policy')
    if (message.type() !== 'error' && !isRefusal) return
    if (place === 'worker' && network.test(text)) return
    // Pages of the web are not ours.
    if (place === 'page' && message.page()?.url().startsWith('chrome-extension:') !== true) return
    const { url, line } = message.location()
    said.push(`${place}: ${text} (${url.split('/').slice(3).join('/')}:${line})`)
  }
  const workerSays = listenIn('worker')
  const listen = (worker: Worker): void => void worker.on('console', workerSays)
  context.on('console', listenIn('page'))
  context.on('weberror', (failed) => said.push(`page: ${String(failed.error().stack)}`))
  for (const worker of context.serviceWorkers()) listen(worker)
  context.on('serviceworker', listen)
  const heard = (): string[] => said.filter((text) => !expected.some((one) => one.test(text)))
  return {
    heard,
    expect: (what) => void expected.push(what),
    check() {
      const all = heard()
      if (all.length > 0) throw new Error(`the console is not quiet:\n${[...new Set(all)].join('\n')}`)
    },
  }
}
