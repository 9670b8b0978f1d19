/** A real Firefox with the built extension, driven by WebDriver BiDi over its own socket: enough to open a screen, ask it
 *  something, take its picture, and read the badge. Source: W3C WebDriver BiDi. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { WebSocket } from 'ws'
import { endsWithUs, temporaryFolder } from './leftovers.ts'
import { findBrowser } from '../../scripts/find-browser.ts'
import { eventually } from './eventually.ts'
import { freePort } from './server-process.ts'

/** Where the built extension lies; another build can be named. */
export const builtExtension = resolve(
  process.env['FIREFOX_EXTENSION_DIR'] ?? resolve(import.meta.dirname, '../../packages/extension/.output/firefox-mv2'),
)
const geckoId = 'porchlight@porchlight.example'
const host = '2b4d8f0a-5c1e-4a6b-9d3f-7e8a1b2c3d4e'

export interface Firefox {
  /** The folder into which it saves files. */
  downloads: string
  open(screen: string): Promise<FirefoxPage>
  /** Text and title of the lamp, as the extension reads them back. */
  badge(page: FirefoxPage): Promise<{ text: string; title: string }>
  /** What Content Security Policies have refused in any page so far, as the browser's own console says it. */
  refused(): Promise<string[]>
  /** What the test brings about itself, as a policy that has to refuse. */
  expect(what: RegExp): void
  /** Rejects where our pages or our worker logged an error or a refusal that nobody expected. */
  close(): Promise<void>
}

export interface FirefoxPage {
  /** Runs an expression in the page; promises are awaited. The answer must be a string. */
  evaluate(expression: string): Promise<string>
  screenshot(): Promise<Buffer>
}

interface Reply {
  id?: number
  type: string
  result?: Record<string, unknown>
  message?: string
}

/** One step of W3C WebDriver's *perform actions*. */
export interface InputSource {
  type: 'key' | 'pointer'
  id: string
  parameters?: { pointerType: 'mouse' | 'touch' }
  actions: { type: string; value?: string; x?: number; y?: number; button?: number; duration?: number }[]
}

/** A page of the web in a Firefox without our extension, with a hand on it. */
export async function openFirefoxPage(url: string): Promise<{
  evaluate(expression: string): Promise<string>
  act(source: InputSource): Promise<void>
  /** Errors and refusals of the page, as its console says them. */
  complaints(): Promise<string[]>
  close(): Promise<void>
}> {
  const { send, close } = await startFirefox()
  const { context } = await send('browsingContext.create', { type: 'tab' })
  await send('browsingContext.navigate', { context, url, wait: 'complete' })
  return {
    evaluate: (expression) => evaluateIn(send, context, expression),
    act: async (source) => void (await send('input.performActions', { context, actions: [source] })),
    complaints: async () =>
      consoleLines(
        send,
        `message instanceof Ci.nsIScriptError && message.sourceName.startsWith(${JSON.stringify(url)})`,
      ),
    close,
  }
}

type Send = (method: string, params: object) => Promise<Record<string, unknown>>

async function evaluateIn(send: Send, context: unknown, expression: string): Promise<string> {
  const answer = await send('script.evaluate', {
    target: { context },
    expression,
    awaitPromise: true,
    userActivation: true,
  })
  const { result } = answer as { result?: { value?: unknown } }
  return String(result?.value)
}

/** Errors and refusals, not warnings, of anything that lies in our package. */
const ours = `message instanceof Ci.nsIScriptError && !(message.flags & Ci.nsIScriptError.warningFlag) &&
  (message.sourceName.startsWith('moz-extension://${host}') || message.category.startsWith('CSP'))`

/** What the browser's own console says, of what is asked for. */
async function consoleLines(send: Send, which: string): Promise<string[]> {
  // The window around the pages: only there is the browser's console.
  const { contexts } = await send('browsingContext.getTree', { 'moz:scope': 'chrome' })
  const [chrome] = contexts as { context: string }[]
  const lines = await send('script.evaluate', {
    target: { context: chrome?.context },
    expression: `JSON.stringify(Services.console.getMessageArray()
      .filter((message) => ${which})
      .map((message) => message.errorMessage))`,
    awaitPromise: false,
  })
  return JSON.parse(String((lines as { result: { value?: unknown } }).result.value)) as string[]
}

async function startFirefox(): Promise<{ send: Send; downloads: string; close(): Promise<void> }> {
  const executable = findBrowser('firefox')
  if (executable === undefined) throw new Error('no Firefox: run scripts/ensure-browsers.ts')
  const profile = temporaryFolder('firefox')
  const downloads = join(profile, 'saved')
  mkdirSync(downloads)
  writeFileSync(
    join(profile, 'user.js'),
    `user_pref('extensions.webextensions.uuids', ${JSON.stringify(JSON.stringify({ [geckoId]: host }))});\n` +
      `user_pref('intl.accept_languages', 'en-GB,en');\n` +
      `user_pref('browser.download.folderList', 2);\nuser_pref('browser.download.dir', ${JSON.stringify(downloads)});\n`,
  )
  const port = await freePort()
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', String(port)]
  const browser = endsWithUs(
    spawn(executable, [...args, '--remote-allow-system-access'], {
      env: { ...process.env, HOME: profile },
      stdio: ['ignore', 'ignore', 'pipe'],
    }),
  )
  await listening(browser)
  const { send, end } = await connectTo(`ws://127.0.0.1:${port}/session`)
  await send('session.new', { capabilities: {} })
  return {
    send,
    downloads,
    async close() {
      const ended = once(browser, 'exit')
      await send('browser.close', {}).catch(() => browser.kill())
      end()
      await ended
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

export async function openFirefox(): Promise<Firefox> {
  const { send, downloads, close } = await startFirefox()
  const expected: RegExp[] = []
  await send('webExtension.install', { extensionData: { type: 'path', path: builtExtension } })

  return {
    downloads,
    async open(screen) {
      const { context } = await send('browsingContext.create', { type: 'tab' })
      const url = `moz-extension://${host}/${screen}.html`
      await send('browsingContext.navigate', { context, url, wait: 'none' })
      const page: FirefoxPage = {
        evaluate: (expression) => evaluateIn(send, context, expression),
        async screenshot() {
          const { data } = await send('browsingContext.captureScreenshot', { context })
          return Buffer.from(String(data), 'base64')
        },
      }
      await eventually(
        () => page.evaluate('location.href + document.readyState'),
        (at) => at === `${url}complete`,
      )
      return page
    },
    async badge(page) {
      const read = 'Promise.all([browser.browserAction.getBadgeText({}), browser.browserAction.getTitle({})])'
      const [text = '', title = ''] = JSON.parse(await page.evaluate(`${read}.then(JSON.stringify)`)) as string[]
      return { text, title }
    },
    refused: () => consoleLines(send, `message instanceof Ci.nsIScriptError && message.category.startsWith('CSP')`),
    expect: (what) => void expected.push(what),
    async close() {
      const said = await consoleLines(send, ours).catch(() => [])
      await close()
      const heard = said.filter((line) => !expected.some((one) => one.test(line)))
      if (heard.length > 0) throw new Error(`the console is not quiet:\n${[...new Set(heard)].join('\n')}`)
    },
  }
}

async function listening(browser: ChildProcess): Promise<void> {
  let said = ''
  for await (const chunk of browser.stderr ?? []) {
    said += String(chunk)
    if (said.includes('WebDriver BiDi listening')) break
  }
  if (!said.includes('WebDriver BiDi listening')) throw new Error(`Firefox did not start:\n${said}`)
}

async function connectTo(url: string) {
  const socket = new WebSocket(url)
  await once(socket, 'open')
  const waiting = new Map<number, { resolve(result: Record<string, unknown>): void; reject(cause: Error): void }>()
  let lastId = 0
  socket.on('message', (text: Buffer) => {
    const reply = JSON.parse(text.toString()) as Reply
    const asked = reply.id === undefined ? undefined : waiting.get(reply.id)
    if (asked === undefined || reply.id === undefined) return
    waiting.delete(reply.id)
    if (reply.type === 'success') asked.resolve(reply.result ?? {})
    else asked.reject(new Error(reply.message))
  })
  return {
    send(method: string, params: object): Promise<Record<string, unknown>> {
      const id = ++lastId
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        socket.send(JSON.stringify({ id, method, params }))
      })
    },
    end: () => socket.close(),
  }
}
