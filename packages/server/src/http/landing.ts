/** The two pages a browser may see: `/`, which says what this is, and `/i`, where an invite link leads. Neither has a script, and
 *  the policy would let none run: what stands after the `#` of an invite link is read by nobody but the extension. Rule: PAIR-3. */
import { createHash } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import type { Env } from './call.ts'
import { landingScene } from './landing-scene.ts'
import { landingStyle } from './landing-style.ts'

/** @param basePath '' or such as '/porch' */
export function createLandingPages(basePath: string): Hono<Env> {
  return new Hono<Env>()
    .get('/', strict, (c) => c.html(page('Porchlight', home(basePath))))
    .get('/i', strict, (c) => c.html(page('An invitation · Porchlight', invited(basePath))))
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

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${landingStyle}</style>
</head>
<body>
<header>${landingScene}</header>
<main>
${body}
</main>
</body>
</html>
`

const home = (basePath: string): string => `<h1>A light left on for someone</h1>
<p class="lead">Porchlight is a small private place for two people. It lives in the toolbar of your browser: whose turn it is to reach out, one click for “thinking of you”, and the agreement the two of you wrote together.</p>
<section>
<h2>Try both sides</h2>
<ol>
<li>See it play: in the folder you started this server from, run <code>npx -y pnpm@12.21.0 demo</code>. Two browsers open, already paired.</li>
<li>Or do it yourself: load the built extension into two browser profiles. When this server started, it printed where the extension lies and how to load it.</li>
<li>In the first, give this page’s address as the server and choose <em>Light a new porch</em>. You get a link.</li>
<li>In the second, paste the link. Both show the same four words; when they match, say so. The light is on.</li>
</ol>
</section>
<section>
<h2>What this server can see</h2>
<p>Everything the two of you write is sealed in your browsers. This server keeps sealed entries and passes them on: it sees times, sizes and how many devices there are. Never names, words, turns, signals or keys.</p>
<p class="quiet">Nobody keeps score here. There are no counts, no streaks, no read marks, and leaving takes one person and one click.</p>
</section>
<footer><span class="lamp" aria-hidden="true"></span>This porch light is on. <a href="${basePath}/openapi.json">How programs speak with it</a></footer>`

const invited = (basePath: string): string => `<h1>Someone left a light on for you</h1>
<p class="lead">This link is for one person: you. It opens a small private place for the two of you, in the toolbar of your browser.</p>
<section>
<h2>Come in</h2>
<ol>
<li>Install Porchlight in this browser. Whoever sent you the link can tell you where they got it.</li>
<li>Stay on this page and click the lamp in the toolbar. It reads the link by itself. Or copy the whole address of this page and paste it where Porchlight asks for it.</li>
<li>Both of you will see the same four words. Compare them by voice, or side by side; when they match, you are in.</li>
</ol>
<p class="quiet">The link works once and not for long. Nothing happens until you choose to go on, and you can leave at any time, alone.</p>
</section>
<section>
<h2>Is this private?</h2>
<p>The secret part of the link, after the <code>#</code>, stays in your browser: it was not sent here. This page runs no script and remembers nothing.</p>
</section>
<footer><span class="lamp" aria-hidden="true"></span><a href="${basePath}/">What is Porchlight?</a></footer>`
