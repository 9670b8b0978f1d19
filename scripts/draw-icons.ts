// Draws the lamp of the toolbar in all its states into packages/extension/src/public/icon: run it after changing the
// drawing, and commit the pictures. The outline's grey-brown stands 3 : 1 against light and against dark toolbars; the
// light inside is told by its shape as well as by its colour (whole, half, a small one far off, a spark).
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { findBrowser } from './find-browser.ts'

type Lamp = 'dark' | 'lit' | 'far-glow' | 'half-lit' | 'resting' | 'glow'

const lamps: Lamp[] = ['dark', 'lit', 'far-glow', 'half-lit', 'resting', 'glow']
const sizes = [16, 32, 48, 128]
/** What is not the same on both sides is drawn the other way round, too, for who reads from right to left. */
const oneSided: Lamp[] = ['far-glow', 'half-lit', 'resting', 'glow']

const iron = '#86755f'
const night = '#8081a3'
const amber = '#ffc24a'
const flame = '#fff1c4'
const glassDark = '#4b4a58'
const rose = '#e0607c'

const sparkAt = (x: number, y: number, r: number, fill: string): string =>
  `<path fill="${fill}" d="M${x} ${y - r}q${r * 0.14} ${r * 0.86} ${r} ${r}q${-r * 0.86} ${r * 0.14} ${-r} ${r}q${-r * 0.14} ${-r * 0.86} ${-r} ${-r}q${r * 0.86} ${-r * 0.14} ${r} ${-r}z"/>`

function drawn(lamp: Lamp, thin: boolean): string {
  const frame = lamp === 'resting' ? night : iron
  const lit = lamp === 'lit' || lamp === 'glow'
  const aside = lamp === 'far-glow' || lamp === 'resting' || lamp === 'glow'
  // Beside something small at the upper right the lamp stands a little to the left.
  const shift = aside ? -4.5 : 0
  const glass = 'M9.500 11h13l-2 14h-9z'
  const fills: Record<Lamp, string> = {
    lit: `<path d="${glass}" fill="${amber}"/><path d="M16 13c2.400 3.300 3.400 5 3.400 7a3.400 3.400 0 0 1-6.800 0c0-2 1-3.700 3.400-7z" fill="${flame}"/>`,
    glow: `<path d="${glass}" fill="${amber}"/><path d="M16 13c2.400 3.300 3.400 5 3.400 7a3.400 3.400 0 0 1-6.800 0c0-2 1-3.700 3.400-7z" fill="${flame}"/>`,
    'half-lit': `<path d="${glass}" fill="${glassDark}"/><path d="M9.500 11H16v14h-4.500z" fill="${amber}"/>`,
    dark: `<path d="${glass}" fill="${glassDark}"/>`,
    'far-glow': `<path d="${glass}" fill="${glassDark}"/>`,
    resting: `<path d="${glass}" fill="${night}" opacity=".28"/>`,
  }
  const cap = 'M8 11.500c1-4.500 4-7.500 8-7.500s7 3 8 7.500z'
  const body = thin
    ? `<g fill="none" stroke="${frame}" stroke-width="1.500" stroke-linejoin="round">
         <path d="M16 1.500V4M8 11.500c1-4.500 4-7.500 8-7.500s7 3 8 7.500zM9.500 11.500l2 14h9l2-14M10 27.500h12"/>
       </g>`
    : `<g fill="${frame}">
         <path d="M14.500 1h3v4h-3z"/><path d="${cap}"/><path d="M9 25h14v3.500H9zM13 28.500h6V31h-6z"/>
       </g>
       <path d="${glass}" fill="none" stroke="${frame}" stroke-width="2.200" stroke-linejoin="round"/>`
  const halo =
    lit && !thin
      ? `<circle cx="16" cy="18" r="14" fill="url(#halo)"/>`
      : lamp === 'half-lit' && !thin
        ? `<circle cx="16" cy="18" r="14" fill="url(#halo)" opacity=".5"/>`
        : ''
  const beside: Partial<Record<Lamp, string>> = {
    'far-glow': `<circle cx="26" cy="8" r="6" fill="url(#halo)"/><circle cx="26" cy="8" r="3.600" fill="${amber}" stroke="#b1721a" stroke-width="1"/>`,
    resting: sparkAt(26.5, 7, 5, night),
    glow: sparkAt(25, 8, 7.5, rose),
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
    <defs><radialGradient id="halo"><stop offset=".3" stop-color="#f6a62b" stop-opacity=".85"/><stop offset="1" stop-color="#f6a62b" stop-opacity="0"/></radialGradient></defs>
    <g${thin ? ' opacity=".8"' : ''}>
      <g transform="translate(${16 + shift} 16) scale(${aside ? 1.1 : 1.2} 1.03) translate(-16 -16)">${halo}${fills[lamp].replaceAll('<path', thin ? '<path opacity=".75"' : '<path')}${body}</g>
      ${beside[lamp] ?? ''}
    </g>
  </svg>`
}

const out = fileURLToPath(new URL('../packages/extension/src/public/icon/', import.meta.url))
mkdirSync(out, { recursive: true })
const browser = await chromium.launch({ executablePath: findBrowser('chromium') ?? '', args: ['--no-sandbox'] })
const page = await browser.newPage()
for (const lamp of lamps) {
  for (const thin of [false, true]) {
    const name = `${lamp}${thin ? '-thin' : ''}`
    for (const size of sizes) {
      await draw(drawn(lamp, thin), size, `${name}-${size}`)
      // The store's size is never on a toolbar.
      if (oneSided.includes(lamp) && size < 128) await draw(drawn(lamp, thin), size, `${name}-mirrored-${size}`)
    }
  }
}
await browser.close()

async function draw(svg: string, size: number, name: string): Promise<void> {
  const turned = name.includes('-mirrored') ? 'transform:scaleX(-1)' : ''
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px;${turned}}</style>${svg}`,
  )
  await page.screenshot({ path: `${out}${name}.png`, omitBackground: true })
}
