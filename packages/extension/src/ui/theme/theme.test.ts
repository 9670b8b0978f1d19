/** Contrast by WCAG 2.2 (1.4.3, 1.4.11): relative luminance of sRGB, (L1 + 0.05) / (L2 + 0.05). */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')
const tokensOf = (css: string): Map<string, [string, string]> =>
  new Map(
    [...css.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
      ([, name = '', light = '', dark = '']) => [name, [light, dark]],
    ),
  )
const tokens = tokensOf(read('./theme.css'))
const scene = read('../scene/scene.css')
const dusk = tokensOf(scene.slice(0, scene.indexOf('[data-light="night"]')))
const night = tokensOf(scene.slice(scene.indexOf('[data-light="night"]')))

const themes = ['light', 'dark'] as const

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function color(name: string, theme: number, from = tokens): string {
  const value = from.get(name)?.[theme]
  if (value === undefined) throw new Error(`no token --${name}`)
  return value
}

describe.each(themes.map((theme, at) => [theme, at] as const))('the %s theme', (_theme, at) => {
  it.each([
    ['ink', 'ground'],
    ['ink', 'raised'],
    ['ink', 'sunk'],
    ['ink', 'lamp-soft'],
    ['ink', 'rose-soft'],
    ['ink-2', 'ground'],
    ['ink-2', 'raised'],
    ['ink-2', 'lamp-soft'],
    ['lamp-deep', 'ground'],
    ['lamp-deep', 'raised'],
    ['lamp-deep', 'lamp-soft'],
    ['lamp-ink', 'lamp'],
    ['lamp-ink', 'lamp-high'],
    ['rose-deep', 'rose-soft'],
  ])('text: %s on %s is at least 4.5 : 1', (text, ground) => {
    expect(contrast(color(text, at), color(ground, at))).toBeGreaterThanOrEqual(4.5)
  })

  it.each([
    ['edge', 'ground'],
    ['edge', 'raised'],
    ['lamp-edge', 'ground'],
    ['lamp-edge', 'raised'],
    ['focus', 'ground'],
    ['focus', 'raised'],
    ['focus', 'lamp-soft'],
    ['rose', 'raised'],
  ])('controls and marks: %s on %s is at least 3 : 1', (mark, ground) => {
    expect(contrast(color(mark, at), color(ground, at))).toBeGreaterThanOrEqual(3)
  })

  it('the name beside the other’s caret is at least 4.5 : 1', () => {
    expect(contrast(color('rose', at), at === 0 ? '#ffffff' : '#2b1219')).toBeGreaterThanOrEqual(4.5)
  })

  it('the lamp: lit and dark differ by at least 3 : 1, here and far off', () => {
    expect(contrast(color('glass-lit', at, dusk), color('glass-dark', at, dusk))).toBeGreaterThanOrEqual(3)
    expect(contrast(color('glass-lit', at, dusk), color('glass-dark', at, night))).toBeGreaterThanOrEqual(3)
    expect(contrast(color('glass-lit', at, dusk), color('far-dark', at, dusk))).toBeGreaterThanOrEqual(3)
  })
})

describe('the badge', () => {
  it.each([
    ['#ffffff', '#c2506a'],
    ['#2a1a02', '#f3b556'],
  ])('%s on %s is at least 4.5 : 1', (text, ground) => {
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5)
  })
})
