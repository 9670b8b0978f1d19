/** Every screen in every state, in both themes, as a person with assistive technology meets it: axe finds nothing. */

import axe from 'axe-core'
import { type Browser, type Page, chromium } from 'playwright-core'
import { panelRooms } from '@porchlight/extension/ui/panel/panel-rooms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from '../../scripts/find-browser.ts'
import { serveGallery } from '../gallery/serve.ts'
import { shownScreens } from '../gallery/states.ts'
import { viewsAt } from '../gallery/views.ts'

/** More at once than happens on a day; a name of forty characters. */
const extraordinary = ['answered-both', 'today-long']

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
          for (const { id, help, nodes } of await violations(page, screen, view, colorScheme)) {
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

describe('the rooms', () => {
  it('FACE-3 each room opens with one sentence that says what it is for', async () => {
    const gallery = await serveGallery()
    const browser = await chromium.launch({ executablePath: findBrowser('chromium') ?? '', args: ['--no-sandbox'] })
    const page = await browser.newPage({ viewport: { width: 400, height: 900 } })
    for (const { id } of panelRooms) {
      await page.goto(`${gallery.url}?screen=panel-${id}&view=theirs`)
      const head = page.locator('.room:not([hidden]) .room-head')
      await head.waitFor()
      expect(await head.getByRole('heading', { level: 1 }).textContent(), id).not.toBe('')
      expect(await head.locator('p').first().textContent(), id).toMatch(/^\p{Lu}[^]*\.$/u)
    }
    await browser.close()
    await gallery.close()
  })
})

describe('looking again', () => {
  it('AGREE-13 three equal ways in the panel, and one quiet line in the popup', async () => {
    const gallery = await serveGallery()
    const browser = await chromium.launch({ executablePath: findBrowser('chromium') ?? '', args: ['--no-sandbox'] })
    const page = await browser.newPage({ viewport: { width: 400, height: 900 }, reducedMotion: 'reduce' })
    await page.goto(`${gallery.url}?screen=panel&view=review`)
    const review = page.getByRole('region', { name: 'Still good?' })
    const ways = await Promise.all(
      ['Keep', 'Change', 'Let it go'].map(async (name) => {
        const button = review.getByRole('button', { name, exact: true })
        await button.waitFor()
        const look = await button.evaluate((one) => {
          const { backgroundColor, color, fontSize, fontWeight } = getComputedStyle(one)
          return [backgroundColor, color, fontSize, fontWeight, Math.round(one.getBoundingClientRect().height)].join()
        })
        return [look, Math.round((await button.boundingBox())?.width ?? 0)]
      }),
    )
    expect(new Set(ways.map(String)).size).toBe(1)
    await review.getByRole('button', { name: 'Change' }).click()
    await page.getByRole('textbox', { name: 'Our agreement' }).and(page.locator(':focus')).waitFor()
    await page.goto(`${gallery.url}?screen=popup&view=review`)
    await page.getByText('Your words have been with you for a while. Still good?').waitFor()
    await browser.close()
    await gallery.close()
  })
})

describe('the popup, pressed', () => {
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
  const popup = async (view: string, more = ''): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 360, height: 600 }, reducedMotion: 'reduce' })
    await page.goto(`${gallery.url}?screen=popup&view=${view}${more}`)
    await page.getByRole('main').waitFor()
    return page
  }

  it('opens with the focus on *Thinking of you*, and does not scroll away from what came', async () => {
    const page = await popup('invitation')
    await page.getByRole('button', { name: 'Thinking of you' }).and(page.locator(':focus')).waitFor()
    expect(await page.evaluate(() => scrollY)).toBe(0)
  })

  it('FACE-1 in every ordinary state it fits into 600 px', async () => {
    const page = await popup('mine')
    const tooHigh: string[] = []
    const ordinary = Object.keys(viewsAt(0)).filter((view) => !extraordinary.includes(view))
    for (const view of ordinary) {
      const height = await page.evaluate(async (name) => {
        const { showInGallery } = globalThis as unknown as { showInGallery(screen: string, view: string): void }
        showInGallery('popup', name)
        await new Promise(requestAnimationFrame)
        return document.querySelector('main')?.getBoundingClientRect().height ?? Number.NaN
      }, view)
      if (!(height <= 600)) tooHigh.push(`${view}: ${height}`)
    }
    expect(tooHigh).toEqual([])
    expect(ordinary.length).toBeGreaterThan(40)
  })

  it('FACE-1 while an invitation waits, all but *Thinking of you* steps back behind *More*', async () => {
    const page = await popup('invitation-and-more')
    const invitation = page.getByRole('group', { name: 'An invitation from Sam' })
    const glow = page.getByRole('button', { name: 'Thinking of you', exact: true })
    await invitation.waitFor()
    expect((await invitation.boundingBox())?.y).toBeLessThan((await glow.boundingBox())?.y ?? 0)
    for (const name of ['Hug', 'Agreement', 'Pause']) {
      expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(0)
    }
    await page.getByRole('button', { name: 'More. Sam is thinking of you, too.' }).click()
    await page.getByText('Sam is thinking of you', { exact: true }).waitFor()
    for (const name of ['Hug', 'Agreement', 'Pause']) {
      expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(1)
    }
  })

  it('INV-5 the builder makes ordinary text, which can be changed; the way out is there until it is taken out', async () => {
    const page = await popup('mine')
    await page.getByRole('button', { name: 'Invite…' }).click()
    await page.getByRole('button', { name: 'Help me find words' }).click()
    await page.getByRole('button', { name: 'I have been missing you this week.' }).click()
    await page.getByRole('textbox', { name: 'An open invitation' }).fill('Soup at mine?')
    await page.getByRole('button', { name: 'Use these words' }).click()
    const text = page.getByRole('textbox', { name: 'Your invitation' })
    expect(await text.inputValue()).toBe('I have been missing you this week.\nSoup at mine?\nAnd no is fine.')
    await page.getByRole('button', { name: 'Help me find words' }).click()
    await page.getByRole('textbox', { name: 'An easy way out' }).fill('')
    await page.getByRole('textbox', { name: 'What I feel' }).fill('Hungry.')
    await page.getByRole('button', { name: 'Use these words' }).click()
    expect(await text.inputValue()).toBe('Hungry.')
  })

  it('INV-6 each answer offers words to begin from; with a rain check, a hope of when', async () => {
    const page = await popup('invitation')
    await page.getByRole('button', { name: 'Add a few words' }).click()
    for (const kind of ['Gladly', 'Something gentler', 'Not now', "Let's talk", 'Rain check']) {
      await page.getByRole('button', { name: kind, exact: true }).click()
      expect(await page.getByRole('group', { name: 'Words to begin from' }).first().getByRole('button').count()).toBe(3)
    }
    await page.getByRole('button', { name: 'Not today, and I do want to.' }).click()
    await page.getByRole('button', { name: 'the weekend' }).click()
    expect(await page.getByRole('textbox', { name: 'A few words, if you like' }).inputValue()).toBe(
      'Not today, and I do want to.',
    )
    expect(await page.getByRole('textbox', { name: 'Another time, with a rain check' }).inputValue()).toBe(
      'the weekend',
    )
  })

  it('INV-7 after *something gentler* a softer invitation is one press away', async () => {
    const page = await popup('answered-gentler')
    await page.getByRole('button', { name: 'A softer invitation' }).click()
    await page.getByRole('button', { name: 'Would a long hug be nice, and nothing more?' }).click()
    await page.getByRole('button', { name: 'Use these words' }).click()
    expect(await page.getByRole('textbox', { name: 'Your invitation' }).inputValue()).toBe(
      'Would a long hug be nice, and nothing more?\nAnd no is fine.',
    )
  })

  it('DOM-8 a refusal is a kind sentence in a status region', async () => {
    const page = await popup('mine', '&refuse=stale-turn')
    await page.getByRole('button', { name: 'Pass the light' }).click()
    await page.getByRole('status').getByText('The light moved in the meantime. Here is how it is now.').waitFor()
  })

  it('SIG-6 a note of more than 140 characters is not sent; a family counts as one', async () => {
    const page = await popup('theirs')
    await page.getByRole('button', { name: 'A note…' }).click()
    const field = page.getByRole('textbox', { name: 'A short note' })
    await field.fill('👨‍👩‍👧'.repeat(140))
    expect(await page.getByText('A little shorter, please.').count()).toBe(0)
    await field.fill('👨‍👩‍👧'.repeat(141))
    await page.getByText('A little shorter, please.').waitFor()
    await page.getByRole('button', { name: 'Send the note' }).click()
    expect(await field.inputValue()).not.toBe('')
  })

  it.each(['mine', 'unpaired', 'ended'])(
    'HTTP-3 when something is wrong, the report is shown before it is copied: %s',
    async (view) => {
      const page = await browser.newPage({
        viewport: { width: 900, height: 900 },
        permissions: ['clipboard-write', 'clipboard-read'],
      })
      await page.goto(`${gallery.url}?screen=options-kept&view=${view}`)
      expect(await page.getByLabel('The report').count()).toBe(0)
      await page.getByRole('button', { name: 'Something is wrong?' }).click()
      const report = page.getByLabel('The report')
      expect(await report.inputValue()).toMatch(/^Porchlight: 0\.1\.0\n[^]*last refusals: none$/)
      expect(await report.evaluate((field) => field.scrollHeight <= field.clientHeight + 2)).toBe(true)
      await page.getByRole('button', { name: 'Copy it' }).click()
      await page.getByText('Copied. Paste it where you ask for help.').waitFor()
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await report.inputValue())
      await page.close()
    },
  )

  it('under reduced motion nothing moves', async () => {
    const page = await popup('mine-signal')
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
  })
})

/** The two themes differ in their colours alone, so the dark one is asked for these. */
async function violations(page: Page, screen: string, view: string, theme: 'light' | 'dark'): Promise<Violation[]> {
  await page.evaluate(
    ([screen, view]) => {
      const { showInGallery } = globalThis as unknown as { showInGallery(screen?: string, view?: string): void }
      showInGallery(screen, view)
    },
    [screen, view],
  )
  await page.waitForSelector('main')
  // A room's code is on its way.
  await page.waitForSelector('.fetching', { state: 'detached' })
  return await page.evaluate(async (isDark) => {
    const { axe: run } = globalThis as unknown as { axe: typeof axe }
    const colours = { runOnly: { type: 'rule' as const, values: ['color-contrast', 'link-in-text-block'] } }
    return (await run.run(document, isDark ? colours : {})).violations
  }, theme === 'dark')
}
