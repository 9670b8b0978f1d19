import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Badge } from '@porchlight/shared/domain/badge'
import { afterEach, expect, test, vi } from 'vitest'

// What an extension's own build makes of the catalogue.
vi.mock('#i18n', () => ({ i18n: { t: (key: string) => (key === 'direction' ? 'ltr' : key) } }))
const { speakFrom } = await import('./i18n.ts')
const { toolbarCopy } = await import('./toolbar-copy.ts')

const pictures = fileURLToPath(new URL('../../public', import.meta.url))
const lamps: Badge['lamp'][] = ['dark', 'lit', 'far-glow', 'half-lit', 'resting', 'glow']
const badge = (lamp: Badge['lamp'], thin: boolean): Badge => ({
  lamp,
  thin,
  text: { kind: 'none' },
  title: { key: 'porchlight' },
})

afterEach(() => speakFrom(() => undefined))

test.each(lamps)('BADGE-1 there is a picture of the lamp %s, thin or not, for either direction', (lamp) => {
  for (const direction of ['ltr', 'rtl']) {
    speakFrom(() => ({ direction }))
    for (const thin of [true, false]) {
      const paths = Object.values(toolbarCopy.icon(badge(lamp, thin)))
      expect(paths).toHaveLength(3)
      for (const path of paths) expect(existsSync(`${pictures}${path}`), path).toBe(true)
    }
  }
})

test('FACE-6 where one reads from right to left, a lamp that is not the same on both sides is mirrored', () => {
  speakFrom(() => ({ direction: 'rtl' }))
  expect(toolbarCopy.icon(badge('glow', true))[16]).toBe('/icon/glow-thin-mirrored-16.png')
  expect(toolbarCopy.icon(badge('lit', false))[16]).toBe('/icon/lit-16.png')
  speakFrom(() => undefined)
  expect(toolbarCopy.icon(badge('glow', true))[16]).toBe('/icon/glow-thin-16.png')
})
