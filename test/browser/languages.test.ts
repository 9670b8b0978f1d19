/** Every screen in every state, in every language that is not English: nothing of it is left in English, and nothing of it is wider
 *  than the page. Rule: FACE-6 */

import { languages } from '@porchlight/client/port/settings'
import { type Browser, type Page, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from '../../scripts/find-browser.ts'
import { serveGallery } from '../gallery/serve.ts'
import { shownScreens } from '../gallery/states.ts'
import { viewsAt } from '../gallery/views.ts'

const others = languages.filter((language) => language !== 'en')

/** A sidebar may be 320 px wide, and so may a page under a magnifying glass. */
const narrow = 320
/** More at once than happens on a day. */
const extraordinary = ['answered-both', 'today-long']

interface Shown {
  /** What is read, or heard. */
  said: string[]
  /** How much wider than the page. */
  over: number
  height: number
  lang: string
  dir: string
}

describe('the screens in every language', () => {
  let gallery: Awaited<ReturnType<typeof serveGallery>>
  let browser: Browser
  let sentences: Record<string, Record<string, string>>
  beforeAll(async () => {
    gallery = await serveGallery()
    browser = await chromium.launch({ executablePath: findBrowser('chromium') ?? '', args: ['--no-sandbox'] })
    sentences = Object.fromEntries(
      await Promise.all(
        languages.map(async (language) => {
          const file = await fetch(`${gallery.url}_locales/${language}.json`)
          return [language, (await file.json()) as Record<string, string>] as const
        }),
      ),
    )
  })
  afterAll(async () => {
    await browser?.close()
    await gallery?.close()
  })

  for (const language of others) {
    for (const { screen, width, views } of shownScreens) {
      it(`FACE-6 ${screen} in ${language}: no English sentence is left, and nothing is wider than the page`, async () => {
        const page = await browser.newPage({
          viewport: { width: screen === 'popup' || screen.endsWith('wide') ? width : narrow, height: 700 },
          reducedMotion: 'reduce',
        })
        const found: string[] = []
        page.on('pageerror', (error) => found.push(error.message))
        await page.goto(`${gallery.url}?screen=${screen}&view=${views[0] ?? ''}&lang=${language}`)
        await page.waitForSelector('main')
        const isEnglish = englishOf(sentences['en'] ?? {}, sentences[language] ?? {})
        for (const view of views) {
          const shown = await show(page, screen, view)
          if (shown.lang !== language || shown.dir !== (language === 'ar' ? 'rtl' : 'ltr')) {
            found.push(`${view}: the page is said to be ${shown.lang}, ${shown.dir}`)
          }
          if (shown.over > 0) found.push(`${view}: ${shown.over} px wider than the page`)
          if (screen === 'popup' && !extraordinary.includes(view) && shown.height > 600) {
            found.push(`${view}: ${shown.height} px high`)
          }
          const typed = textsIn(viewsAt(0)[view])
          found.push(
            ...shown.said.filter((text) => isEnglish(text) && !typed.has(text)).map((text) => `${view}: ${text}`),
          )
        }
        await page.close()
        expect(found).toEqual([])
      })
    }
  }

  it('finds English where it is', () => {
    const isEnglish = englishOf(sentences['en'] ?? {}, sentences['de'] ?? {})
    expect(
      ['Gladly', 'The light is with Sam', 'One moment…', 'and something that is hard-coded'].filter(isEnglish),
    ).toHaveLength(4)
    expect(['Sehr gern', 'Das Licht ist bei Sam', 'Pause', 'Porchlight'].filter(isEnglish)).toEqual([])
  })
})

/** A sentence of the English catalogue which is not one of the other's too, or a line with several of the small words of English. */
function englishOf(english: Record<string, string>, other: Record<string, string>): (text: string) => boolean {
  const own = new Set(Object.values(other))
  const patterns = Object.values(english)
    .filter((sentence) => !own.has(sentence) && /\w{3}/.test(sentence))
    .map((sentence) => new RegExp(`^${escaped(sentence).replaceAll(/\\\{\w+\\\}/g, '.+')}$`))
  const small = /\b(the|and|you|your|yours|is|are|of|with|this|that|for|not|it|we|here|what|where|when|something)\b/gi
  return (text) => patterns.some((pattern) => pattern.test(text)) || (text.match(small)?.length ?? 0) > 2
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** What the two wrote is in their own language. */
function textsIn(value: unknown): Set<string> {
  const texts = new Set<string>()
  const walk = (one: unknown): void => {
    if (typeof one === 'string') texts.add(one)
    else if (typeof one === 'object' && one !== null) Object.values(one).forEach(walk)
  }
  walk(value)
  return texts
}

async function show(page: Page, screen: string, view: string): Promise<Shown> {
  await page.evaluate(
    ([screen, view]) => {
      const { showInGallery } = globalThis as unknown as { showInGallery(screen?: string, view?: string): void }
      showInGallery(screen, view)
    },
    [screen, view],
  )
  await page.waitForSelector('main')
  await page.waitForSelector('.fetching', { state: 'detached' })
  return await page.evaluate(() => {
    const said = new Set<string>()
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      if (node instanceof Element) {
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-empty']) {
          const text = node.getAttribute(name)
          if (text !== null) said.add(text.trim())
        }
      } else if (
        node.parentElement?.closest(
          'script, style, .wording, [lang="en"], p.changed-line, [dir="auto"], bdi, blockquote, q, textarea',
        ) === null ||
        node.parentElement?.matches('.hidden') === true
      ) {
        said.add((node.textContent ?? '').trim())
      }
    }
    said.delete('')
    const { documentElement } = document
    return {
      said: [...said],
      over: documentElement.scrollWidth - innerWidth,
      height: document.querySelector('main')?.getBoundingClientRect().height ?? Number.NaN,
      lang: documentElement.lang,
      dir: documentElement.dir,
    }
  })
}
