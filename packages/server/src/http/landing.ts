/** The two pages a browser may see: `/`, which says what this is, and `/i`, where an invite link leads. Neither has a script, and
 *  the policy would let none run: what stands after the `#` of an invite link is read by nobody but the extension. `/i` shows
 *  each browser its one way in. Rule: PAIR-3. */
import { createHash } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import { html, raw } from 'hono/html'
import type { Config } from '../config.ts'
import type { Env } from './call.ts'
import { landingScene } from './landing-scene.ts'
import { landingStyle } from './landing-style.ts'
import { type LandingWords, landingWords } from './landing-words.ts'
import { type Visitor, visitorFrom } from './visitor.ts'

type Html = ReturnType<typeof html>

export function createLandingPages({ basePath, stores }: Pick<Config, 'basePath' | 'stores'>): Hono<Env> {
  const words = landingWords.en
  return new Hono<Env>()
    .get('/', strict, (c) => c.html(page(words, 'Porchlight', home(words, basePath))))
    .get('/i', strict, (c) => {
      c.header('Vary', 'User-Agent')
      const visitor = visitorFrom(c.req.header('User-Agent'))
      return c.html(page(words, words.inviteTab, invited(words, wayIn(words, visitor, stores), basePath)))
    })
}

const styleHash = createHash('sha256').update(landingStyle).digest('base64')

const strict: MiddlewareHandler<Env> = async (c, next) => {
  await next()
  c.header(
    'Content-Security-Policy',
    `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  )
  c.header('Referrer-Policy', 'no-referrer')
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Cross-Origin-Opener-Policy', 'same-origin')
  c.header('Cache-Control', 'no-cache')
}

const page = (words: LandingWords, title: string, body: Html): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${raw(landingStyle)}</style>
</head>
<body>
<header>${raw(landingScene(words.sceneTitle))}</header>
<main>
${body}
</main>
</body>
</html>
`

const home = (words: LandingWords, basePath: string): Html => html`<h1>${words.homeTitle}</h1>
<p class="lead">${words.homeLead}</p>
<section>
<h2>${words.tryTitle}</h2>
<ol>
<li>${filled(words.tryDemo, { command: html`<code>npx -y pnpm@12.21.0 demo</code>` })}</li>
<li>${words.tryLoad}</li>
<li>${filled(words.tryStart, {
  start: html`<em>${words.start}</em>`,
  kept: html`<em>${words.kept}</em>`,
  light: html`<em>${words.light}</em>`,
})}</li>
<li>${words.tryJoin}</li>
</ol>
</section>
<section>
<h2>${words.seesTitle}</h2>
<p>${words.sees}</p>
<p class="quiet">${words.noScore}</p>
</section>
<footer><span class="lamp" aria-hidden="true"></span>${words.lampIsOn} <a href="${basePath}/openapi.json">${words.programs}</a></footer>`

const invited = (words: LandingWords, way: Html, basePath: string): Html => html`<h1>${words.inviteTitle}</h1>
<p class="lead">${words.inviteLead}</p>
<section>
${way}
<p class="quiet">${words.onceOnly}</p>
</section>
<section>
<h2>${words.privateTitle}</h2>
<p>${filled(words.private, { hash: html`<code>#</code>` })}</p>
</section>
<footer><span class="lamp" aria-hidden="true"></span><a href="${basePath}/">${words.whatIsIt}</a></footer>`

/** The one way in for this visitor. */
function wayIn(words: LandingWords, visitor: Visitor, stores: Config['stores']): Html {
  switch (visitor) {
    case 'chrome':
      return steps(words, add(stores.chrome, words.addToChrome, words.addAsks, words.askChrome))
    case 'edge':
      return steps(words, add(stores.chrome, words.addToEdge, words.addAsksEdge, words.askEdge))
    case 'firefox':
      return steps(words, add(stores.firefox, words.addToFirefox, words.addAsks, words.askFirefox))
    case 'phone':
      return html`<h2>${words.phoneTitle}</h2>
<p>${words.phone}</p>
<p>${words.phoneKeeps}</p>`
    case 'other':
      return html`<h2>${words.elsewhereTitle}</h2>
<p>${words.elsewhere}</p>`
  }
}

const steps = (words: LandingWords, first: Html): Html => html`<h2>${words.comeIn}</h2>
<ol>
<li>${first}</li>
<li>${words.pressLamp}</li>
<li>${words.compare}</li>
</ol>`

/** In a tab beside this one: the page with the link is to be come back to. */
const add = (store: string | undefined, name: string, asks: string, ask: string): Html =>
  store === undefined
    ? html`${ask}`
    : html`<a class="go" href="${store}" target="_blank" rel="noopener noreferrer">${name}</a><br>${asks}`

/** A sentence with its places filled. */
function filled(sentence: string, places: Record<string, Html>): Html {
  const parts = sentence.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 1 ? (places[part] ?? '') : part))
  return html`${parts}`
}
