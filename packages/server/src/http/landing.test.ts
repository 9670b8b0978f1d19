import { describe, expect, it } from 'vitest'
import type { Config } from '../config.ts'
import { createLandingPages } from './landing.ts'
import { landingWords } from './landing-words.ts'

const words = landingWords.en
const stores: Config['stores'] = {
  chrome: 'https://store.example/porchlight?a=1&copy=2',
  firefox: 'https://addons.example/porchlight',
}
const nowhere = { chrome: undefined, firefox: undefined }

const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
const edge = `${chrome} Edg/142.0.0.0`
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1'

const open = async (userAgent: string, where = stores, path = '/i') => {
  const pages = createLandingPages({ basePath: '', stores: where })
  const response = await pages.request(path, { headers: { 'User-Agent': userAgent } })
  return { response, text: await response.text() }
}

describe('PAIR-3 the page behind the link', () => {
  it.each([
    ['Chrome', chrome, 'https://store.example/porchlight?a=1&amp;copy=2', words.addToChrome, words.addAsks],
    ['Edge', edge, 'https://store.example/porchlight?a=1&amp;copy=2', words.addToEdge, words.addAsksEdge],
    ['Firefox', firefox, 'https://addons.example/porchlight', words.addToFirefox, words.addAsks],
  ])('PAIR-3 %s is shown its one way in', async (_name, userAgent, href, name, asks) => {
    const { response, text } = await open(userAgent)
    expect(text.match(/<a class="go" [^>]*>[^<]*/g)).toEqual([
      `<a class="go" href="${href}" target="_blank" rel="noopener noreferrer">${name}`,
    ])
    expect(text).toContain(asks)
    expect(text).toContain(words.pressLamp)
    expect(text).toContain(words.compare)
    expect(response.headers.get('Vary')).toContain('User-Agent')
  })

  it.each([
    ['Chrome', chrome, words.askChrome],
    ['Edge', edge, words.askEdge],
    ['Firefox', firefox, words.askFirefox],
  ])('PAIR-3 without a store %s is told who to ask', async (_name, userAgent, ask) => {
    const { text } = await open(userAgent, nowhere)
    expect(text).toContain(ask)
    expect(text).not.toMatch(/class="go"|https?:/)
  })

  it.each([
    ['a phone', phone, [words.phone, words.phoneKeeps]],
    ['a browser it does not live in', 'curl/8.14.1', [words.elsewhere]],
  ])('PAIR-3 %s is told kindly where to open it, and led to no store', async (_who, userAgent, sentences) => {
    const { text } = await open(userAgent)
    for (const sentence of sentences) expect(text).toContain(sentence)
    expect(text).not.toMatch(/class="go"/)
    expect(text).not.toContain(words.pressLamp)
  })

  it.each(['/', '/i'])('PAIR-3 %s has no script, and every place in its sentences is filled', async (path) => {
    const { text } = await open(chrome, stores, path)
    expect(text).not.toMatch(/<script|<link|<img|\son\w+=|style="|javascript:/i)
    expect(text.slice(text.indexOf('<main>'))).not.toMatch(/\{\w+\}|\[object|undefined/)
  })
})
