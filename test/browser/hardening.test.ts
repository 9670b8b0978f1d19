/** What an attacker beside the two would try: code in our pages, messages to our worker, the disk of a closed browser. */

import { readdirSync, rmSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/leftovers.ts'
import { editorOf, openAgreement, sayYes, startFrom, typeAtEnd } from '../support/agreement.ts'
import { type Device, builtExtension, openDevice } from '../support/chromium.ts'
import { joinPorch, lightPorch } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { writeHostileExtension } from '../support/hostile-extension.ts'
import { type PolicyWatch, watchPolicy } from '../support/policy-watch.ts'
import { findInProfile } from '../support/profile-search.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { patience } from '../support/patience.ts'

/** A held act leaves after ten seconds. */
const held = { timeout: 30_000 * patience }

/** Words nobody else writes, one for each kind of content. */
const words = {
  herName: 'Quincunxara',
  hisName: 'Zeugmatobias',
  wording: 'Syzygyverandah',
  pasted: 'Crwthlantern',
  note: 'Fjordwhisper',
  invitation: 'Vexillumpicnic',
  unsent: 'Nudibranchthought',
}

describe('two live through a day, and one looks over their shoulder', () => {
  let server: ServerProcess
  let robin: Device
  let sam: Device
  let profiles: string[]
  let watches: PolicyWatch[]
  let secret: string
  let hers: Page
  let his: Page

  beforeAll(async () => {
    server = await startServer()
    profiles = ['robin', 'sam'].map((name) => temporaryFolder(name))
    const [first = '', second = ''] = profiles
    ;[robin, sam] = await Promise.all([openDevice({ profile: first }), openDevice({ profile: second })])
    watches = await Promise.all([robin, sam].map(async (device) => watchPolicy(device.context, await device.worker())))
    await aDay()
  })
  afterAll(async () => {
    await Promise.all([robin?.close(), sam?.close()])
    await server?.dispose()
    for (const profile of profiles ?? []) rmSync(profile, { recursive: true, force: true })
  })

  async function aDay(): Promise<void> {
    const [herWelcome, hisWelcome] = await Promise.all([robin.open('welcome'), sam.open('welcome')])
    const link = await lightPorch(herWelcome, server.url, words.herName)
    secret = link.slice(link.indexOf('#') + 1)
    await joinPorch(hisWelcome, link, words.hisName)
    await herWelcome.getByRole('button', { name: 'This is them' }).click()
    await hisWelcome.getByRole('button', { name: 'Yes, the same' }).click()
    await Promise.all(
      [herWelcome, hisWelcome].map((page) => page.getByRole('heading', { name: 'You two are connected' }).waitFor()),
    )
    ;[hers, his] = await Promise.all([robin.open('popup'), sam.open('popup')])
    const [herPaper, hisPaper] = await Promise.all(
      [robin, sam].map((device, i) => openAgreement({ name: '', device, popup: i === 0 ? hers : his })),
    )
    if (herPaper === undefined || hisPaper === undefined) throw new Error('no paper')
    await startFrom(herPaper, '48 hours each')
    await typeAtEnd(herPaper, ` ${words.wording}.`)
    await paste(herPaper, `<p>and <b>${words.pasted}</b></p>`)
    await editorOf(hisPaper).getByText(words.pasted, { exact: false }).waitFor()
    await typeAtEnd(hisPaper, ' Yes.')
    await editorOf(herPaper).getByText('Yes.', { exact: false }).waitFor()
    await sayYes(herPaper)
    await hisPaper.getByText(`${words.herName} has said yes to this wording`).waitFor()
    await sayYes(hisPaper)
    await Promise.all([herPaper, hisPaper].map((paper) => paper.getByText('You both said yes').waitFor()))
    await his.getByRole('button', { name: 'A note…' }).click()
    await his.getByRole('textbox', { name: 'A short note' }).fill(words.note)
    await his.getByRole('button', { name: 'Send the note' }).click()
    await hers.getByText(words.note, { exact: false }).waitFor()
    await hers.getByRole('button', { name: 'Invite…' }).click()
    await hers.getByRole('textbox', { name: 'Your invitation' }).fill(words.invitation)
    await hers.getByRole('button', { name: 'Send the invitation' }).click()
    // Left as it is when the browser closes, as the browser would bring it back.
    await his.getByRole('button', { name: 'A note…' }).click()
    await his.getByRole('textbox', { name: 'A short note' }).fill(words.unsent)
    for (const page of screens()) {
      const screen = await robin.context.newPage()
      await screen.goto(new URL(page, hers.url()).href)
      await screen.getByRole('main').waitFor()
    }
    await his.getByText(words.invitation).waitFor(held)
  }

  it('no screen and no worker asked for anything the policy refuses', () => {
    expect(screens().length).toBeGreaterThan(4)
    expect(watches.flatMap((watch) => watch.refused())).toEqual([])
  })

  it('PAIR-3 the two pages of the server say what they need, and no more', async () => {
    for (const path of ['/', `/i#${'x'.repeat(43)}`]) {
      const page = await robin.context.newPage()
      const response = await page.goto(`${server.url}${path}`)
      expect(response?.headers()).toMatchObject({
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
        ),
        'content-type': 'text/html; charset=UTF-8',
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      // Its one style is the one the policy names.
      expect(await page.evaluate(() => document.styleSheets[0]?.cssRules.length ?? 0)).toBeGreaterThan(5)
    }
    expect(watches[0]?.refused()).toEqual([])
  })

  it('the policy refuses whatever a hole in a screen would let somebody try', async () => {
    robin.console.expect(/violates the following Content Security|requires 'Trusted|Refused to connect/)
    const page = await robin.open('options')
    const [watch] = watches
    const before = watch?.refused().length ?? 0
    expect(await page.evaluate(tryEverything, server.url)).toEqual({
      eval: 'EvalError',
      markup: 'TypeError',
      policy: 'TypeError',
      remoteScript: 'TypeError',
      ran: 'nothing',
    })
    expect(await page.evaluate(`import('${server.url}/x.js').catch((cause) => cause.name)`)).toBe('TypeError')
    const directives = 'base-uri connect-src font-src form-action frame-src img-src require-trusted-types-for'
      .concat(' script-src-elem style-src-attr style-src-elem trusted-types')
      .split(' ')
    await eventually(
      () => (watch?.refused() ?? []).slice(before).map((line) => line.slice(0, line.indexOf(':'))),
      (refused) => directives.every((directive) => refused.includes(directive)),
    )
  })

  it('SEAL-10 what the two wrote lies readable nowhere on the disk of a closed browser', async () => {
    const control = 'Ombudsquilt'
    await (await robin.worker()).evaluate(
      (word) => (globalThis as unknown as { chrome: StorageApi }).chrome.storage.local.set({ control: word }),
      control,
    )
    await Promise.all([robin.close(), sam.close()])
    const [first = '', second = ''] = profiles
    // The search finds what does lie there.
    expect(findInProfile(first, [control])).not.toEqual([])
    const found = [first, second].flatMap((profile) => findInProfile(profile, [...Object.values(words), secret]))
    expect(found).toEqual([])
  })
})

describe('strangers in the same browser', () => {
  let server: ServerProcess
  let robin: Device
  let welcome: Page
  let folder: string
  let hostile: string

  beforeAll(async () => {
    server = await startServer()
    folder = temporaryFolder('hostile')
    hostile = writeHostileExtension(folder)
    const both = `${builtExtension},${folder}`
    robin = await openDevice({ args: [`--disable-extensions-except=${both}`, `--load-extension=${both}`] })
    // A page of the web that tries to show one of ours is shown the browser's own word for no.
    robin.console.expect(/net::ERR_FAILED/)
    welcome = await robin.open('welcome')
    await lightPorch(welcome, server.url, 'Robin')
  })
  afterAll(async () => {
    await robin?.forget()
    await server?.dispose()
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  })

  it('what one of our pages says aloud would end a journey', async () => {
    await welcome.evaluate(() => console.error('something went wrong'))
    await eventually(
      () => robin.console.heard(),
      (heard) => heard.some((line) => line.includes('something went wrong')),
    )
    expect(() => robin.console.check()).toThrow('something went wrong')
    robin.console.expect(/something went wrong/)
    expect(robin.console.heard()).toEqual([])
  })

  const ourId = (): string => new URL(welcome.url()).hostname
  /** What somebody hears who connects under that name and asks for something. */
  const connectFrom = (page: Page, id?: string): Promise<Record<string, Heard>> =>
    page.evaluate(connectAsEveryScreen, { id, names: screens().map((file) => file.replace('.html', '')) })

  it('another extension connects and sends messages: nobody answers', async () => {
    const page = await robin.context.newPage()
    await page.goto(hostile)
    const heard = await connectFrom(page, ourId())
    expect(Object.keys(heard).length).toBeGreaterThan(4)
    for (const answer of Object.values(heard)) {
      expect(answer).toEqual({ messages: 0, closed: 'Could not establish connection. Receiving end does not exist.' })
    }
    const sent = await page.evaluate(
      (id) =>
        (globalThis as unknown as ExtensionApi).chrome.runtime
          .sendMessage(id, { t: 'command', id: 1, command: { kind: 'erase' } })
          .then(
            () => 'answered',
            (cause: Error) => cause.message,
          ),
      ourId(),
    )
    expect(sent).toBe('Could not establish connection. Receiving end does not exist.')
  })

  it('our own page is heard under its own name alone', async () => {
    const heard = await connectFrom(await robin.open('popup'))
    expect(heard['popup']?.messages).toBeGreaterThan(0)
    const others = Object.entries(heard).filter(([name]) => name !== 'popup')
    expect(others.map(([, { messages }]) => messages)).toEqual(others.map(() => 0))
  })

  it('a page of the web, and another extension, reach no file of the package and no API', async () => {
    const web = await robin.context.newPage()
    await web.goto(`${server.url}/openapi.json`)
    const other = await robin.context.newPage()
    await other.goto(hostile)
    const files = ['manifest.json', 'popup.html', 'background.js', 'icon/lit-16.png'].map(
      (file) => `chrome-extension://${ourId()}/${file}`,
    )
    for (const page of [web, other]) {
      const reached = await page.evaluate(
        (files) =>
          Promise.all(
            files.map((file) =>
              fetch(file).then(
                () => file,
                () => 'nothing',
              ),
            ),
          ),
        files,
      )
      expect(reached).toEqual(files.map(() => 'nothing'))
    }
    expect(await web.evaluate(() => typeof (globalThis as Partial<ExtensionApi>).chrome?.runtime)).toBe('undefined')
    // It lies there: our own page reaches it.
    expect(await welcome.evaluate((file) => fetch(file).then(({ ok }) => ok), files[0] ?? '')).toBe(true)
  })

  it('PAIR-3 the address of an open /i tab is not ours to read until the lamp is clicked', async () => {
    const invited = await robin.context.newPage()
    await invited.goto(`${server.url}/i#${'x'.repeat(43)}`)
    await invited.getByRole('heading', { name: 'Someone left a light on for you' }).waitFor()
    const addresses = await (await robin.worker()).evaluate(async () => {
      const tabs = await (globalThis as unknown as ExtensionApi).chrome.tabs.query({})
      return tabs.map(({ url }) => url ?? 'unknown')
    })
    expect(addresses).toContain('unknown')
    expect(addresses.filter((address) => !/^(unknown|chrome-extension:.*|about:blank)$/.test(address))).toEqual([])
  })
})

interface Heard {
  messages: number
  /** why the port was closed; '' where nobody said */
  closed: string
}

interface ExtensionApi {
  chrome: {
    runtime: {
      connect(...args: unknown[]): {
        onMessage: { addListener(listener: () => void): void }
        onDisconnect: { addListener(listener: () => void): void }
        postMessage(message: object): void
        disconnect(): void
      }
      sendMessage(id: string, message: object): Promise<unknown>
      lastError?: { message: string }
    }
    tabs: { query(filter: object): Promise<{ url?: string }[]> }
  }
}

/** Opens a port under each name and asks; waits for a message or the end, whichever comes first. */
async function connectAsEveryScreen(to: { id?: string | undefined; names: string[] }): Promise<Record<string, Heard>> {
  const { runtime } = (globalThis as unknown as ExtensionApi).chrome
  const listen = (name: string): Promise<Heard> =>
    new Promise((resolve) => {
      const port = to.id === undefined ? runtime.connect({ name }) : runtime.connect(to.id, { name })
      let messages = 0
      port.onMessage.addListener(() => {
        messages += 1
        resolve({ messages, closed: '' })
      })
      port.onDisconnect.addListener(() => resolve({ messages, closed: runtime.lastError?.message ?? '' }))
      port.postMessage({ t: 'command', id: 1, command: { kind: 'see-signals' } })
    })
  return Object.fromEntries(await Promise.all(to.names.map(async (name) => [name, await listen(name)] as const)))
}

interface StorageApi {
  storage: { local: { set(values: object): Promise<void> } }
}

/** Every page of the package but the one that only closes itself. */
const screens = (): string[] =>
  readdirSync(builtExtension).filter((file) => file.endsWith('.html') && file !== 'blank.html')

async function paste(panel: Page, html: string): Promise<void> {
  await editorOf(panel).evaluate((editor, html) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', html)
    editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, html)
}

/** Answers how each attempt ended that says so at once; the rest is told by the browser. */
async function tryEverything(server: string): Promise<Record<string, string>> {
  const scope = globalThis as unknown as { ran?: string; eval(code: string): unknown; trustedTypes: PolicyFactory }
  const endOf = (act: () => unknown): string => {
    try {
      act()
      return 'done'
    } catch (cause) {
      return cause instanceof Error ? cause.name : 'thrown'
    }
  }
  const add = (tag: string, attributes: Record<string, string>, text = ''): HTMLElement => {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    element.append(text)
    document.body.append(element)
    return element
  }
  add('script', {}, 'globalThis.ran = "inline"')
  add('img', { src: `${server}/x.png` })
  add('img', { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' })
  add('iframe', { src: `${server}/` })
  add('base', { href: server })
  add('p', { style: 'color: red' })
  add('style', {}, `@font-face { font-family: x; src: url(${server}/x.woff2) }`)
  void new FontFace('x', `url(${server}/x.woff2)`).load().catch(() => undefined)
  void fetch('data:text/plain,x').catch(() => undefined)
  const form = add('form', { action: `${server}/x`, method: 'post' }) as HTMLFormElement
  form.submit()
  return {
    // Later, since what the debugger itself runs may.
    eval: await new Promise((resolve) =>
      setTimeout(() => resolve(endOf(() => scope.eval('globalThis.ran = "eval"'))), 0),
    ),
    markup: endOf(() => {
      document.createElement('div').innerHTML = '<img src="x">'
    }),
    policy: endOf(() => scope.trustedTypes.createPolicy('ours', {})),
    remoteScript: endOf(() => add('script', { src: `${server}/x.js` })),
    ran: scope.ran ?? 'nothing',
  }
}

interface PolicyFactory {
  createPolicy(name: string, rules: object): unknown
}
