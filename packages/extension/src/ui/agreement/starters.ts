/** Wordings to start from (AGREE-9): their shape here, their sentences in src/locales. */

import type { StarterId } from '@porchlight/shared/domain/agreement'
import type { MessageKey } from '../copy/say.ts'

export const starterKeys = {
  '48-hours': 'agreement.starter48',
  'slower-week': 'agreement.starterSlower',
  'touch-only': 'agreement.starterTouch',
  'from-afar': 'agreement.starterAfar',
  blank: 'agreement.starterBlank',
} as const satisfies Record<StarterId, MessageKey>

export type StarterBlock = { heading: MessageKey } | { paragraph: MessageKey } | { list: MessageKey[] }

export const starterBlocks: Record<StarterId, StarterBlock[]> = {
  '48-hours': [
    { heading: 'starter48.title' },
    { paragraph: 'starter48.opening' },
    { paragraph: 'starter48.turn' },
    { list: ['starter48.one', 'starter48.two', 'starter48.three'] },
    { paragraph: 'starter48.closing' },
  ],
  'slower-week': [
    { heading: 'starterSlower.title' },
    { paragraph: 'starterSlower.opening' },
    { paragraph: 'starterSlower.turn' },
    { list: ['starterSlower.one', 'starterSlower.two'] },
    { paragraph: 'starterSlower.closing' },
  ],
  'touch-only': [
    { heading: 'starterTouch.title' },
    { paragraph: 'starterTouch.opening' },
    { list: ['starterTouch.one', 'starterTouch.two', 'starterTouch.three'] },
    { paragraph: 'starterTouch.closing' },
  ],
  'from-afar': [
    { heading: 'starterAfar.title' },
    { paragraph: 'starterAfar.opening' },
    { list: ['starterAfar.one', 'starterAfar.two', 'starterAfar.three'] },
    { paragraph: 'starterAfar.closing' },
  ],
  blank: [],
}

type Json = { type: string; attrs?: Record<string, unknown>; content?: Json[]; text?: string }

/** The blocks as editor content. @param sentence the words of a key */
export function starterContent(id: StarterId, sentence: (key: MessageKey) => string): Json {
  const text = (key: MessageKey): Json[] => [{ type: 'text', text: sentence(key) }]
  const content = starterBlocks[id].map((block): Json => {
    if ('heading' in block) return { type: 'heading', attrs: { level: 2 }, content: text(block.heading) }
    if ('paragraph' in block) return { type: 'paragraph', content: text(block.paragraph) }
    const items = block.list.map(
      (key): Json => ({ type: 'listItem', content: [{ type: 'paragraph', content: text(key) }] }),
    )
    return { type: 'bulletList', content: items }
  })
  return { type: 'doc', content: content.length === 0 ? [{ type: 'paragraph' }] : content }
}
