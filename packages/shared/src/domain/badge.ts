/** What the toolbar shows. Sentences are the extension's: here are their keys.
 *  Rules: BADGE-1…3, SIG-3 (all waiting signals are one light), SIG-4. */

import { minuteMs } from './instant.ts'
import { firstCharacter } from './text-limit.ts'
import type { CoupleView } from './view.ts'
import { type Quietness, type WaitingKind, stillWaiting, waitingKinds } from './waiting.ts'

export type Lamp = 'dark' | 'lit' | 'far-glow' | 'half-lit' | 'resting' | 'glow'

export interface Badge {
  lamp: Lamp
  text: BadgeText
  title: BadgeTitle
  /** Drawn thinner: the connection has been away for a while (BADGE-2). */
  thin: boolean
}

export type BadgeText =
  | { kind: 'none' }
  | { kind: 'glyph'; glyph: '●' | '○' | '◐' | '✦' | '?' }
  | { kind: 'word'; word: 'you' | 'us' }
  | { kind: 'letter'; letter: string }

export type BadgeTitle =
  | { key: 'porchlight' }
  | { key: 'with-you' }
  /** `name` is absent until they chose one. */
  | { key: 'with-other'; name?: string }
  | { key: 'either' }
  | { key: 'resting' }
  | { key: WaitingKind }
  | { key: 'lost' }
  | { key: 'unreadable' }

export interface BadgeOptions extends Quietness {
  privateMode: boolean
  style: 'glyphs' | 'words'
  /** How long the connection has been away; absent while it is there. */
  offlineForMs?: number
}

export const defaultBadgeOptions: BadgeOptions = {
  seen: new Set(),
  quiet: false,
  mute: false,
  privateMode: false,
  style: 'glyphs',
}

/** BADGE-2 */
export const thinAfterMs = minuteMs

/** @param view `gone`, `unreadable`: what this device kept of the couple (LOCK-2) */
export function badgeOf(view: CoupleView | 'unpaired' | 'gone' | 'unreadable', options: BadgeOptions): Badge {
  const { privateMode, offlineForMs = 0 } = options
  const { lamp, text, title } = typeof view === 'string' ? withoutCouple[view] : lampOf(view, options)
  return {
    lamp,
    text: privateMode ? noText : text,
    title: privateMode ? { key: 'porchlight' } : title,
    thin: typeof view !== 'string' && offlineForMs >= thinAfterMs,
  }
}

type Drawn = Omit<Badge, 'thin'>

const noText: BadgeText = { kind: 'none' }
const withoutCouple: Record<'unpaired' | 'gone' | 'unreadable', Drawn> = {
  unpaired: { lamp: 'dark', text: noText, title: { key: 'porchlight' } },
  gone: { lamp: 'dark', text: glyph('?'), title: { key: 'lost' } },
  unreadable: { lamp: 'dark', text: glyph('?'), title: { key: 'unreadable' } },
}

/** BADGE-1: what came for an answer before a signal before the turn. */
function lampOf(view: CoupleView, options: BadgeOptions): Drawn {
  const waiting = stillWaiting(view.waiting, options)
  const told = waitingKinds.find((kind) => waiting.some((one) => one.kind === kind))
  if (told !== undefined) return { lamp: 'glow', text: glyph('✦'), title: { key: told } }
  return turnLamp(view, options.style)
}

function turnLamp({ light, otherName }: CoupleView, style: BadgeOptions['style']): Drawn {
  const words = style === 'words'
  switch (light.state) {
    case 'mine':
      return { lamp: 'lit', text: words ? { kind: 'word', word: 'you' } : glyph('●'), title: { key: 'with-you' } }
    case 'theirs':
      return {
        lamp: 'far-glow',
        text: words && otherName !== '' ? { kind: 'letter', letter: firstCharacter(otherName) } : glyph('○'),
        title: { key: 'with-other', ...(otherName === '' ? {} : { name: otherName }) },
      }
    case 'open':
      return { lamp: 'half-lit', text: words ? { kind: 'word', word: 'us' } : glyph('◐'), title: { key: 'either' } }
    case 'paused':
    case 'resting':
    case 'retired':
    case 'no-agreement':
      return { lamp: 'resting', text: noText, title: { key: 'resting' } }
  }
  return light satisfies never
}

function glyph(character: '●' | '○' | '◐' | '✦' | '?'): BadgeText {
  return { kind: 'glyph', glyph: character }
}
