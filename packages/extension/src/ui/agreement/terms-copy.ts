/** The terms in words. */

import { amountIn } from '../copy/amount.ts'
import { i18n } from '../copy/i18n.ts'
import type { Way } from '@porchlight/shared/domain/agreement'
import { type MessageKey, say } from '../copy/say.ts'

/** The rhythms offered, in hours; null: no set time. */
export const rhythms: (number | null)[] = [24, 36, 48, 72, 168, 336, null]

const rhythmKeys: Record<number, MessageKey> = {
  24: 'agreement.hours24',
  36: 'agreement.hours36',
  48: 'agreement.hours48',
  72: 'agreement.days3',
  168: 'agreement.week',
  336: 'agreement.twoWeeks',
}

export function rhythmWords(hours: number | null): string {
  if (hours === null) return i18n.t('agreement.noTime')
  const key = rhythmKeys[hours]
  return key === undefined ? amountIn(hours, 'hour', i18n.t('locale')) : say({ key })
}

export const weeksWords = (weeks: number): string => amountIn(weeks, 'week', i18n.t('locale'))

export const readyWays = ['hug', 'hand', 'note', 'invitation'] as const

const wayKeys = {
  hug: 'agreement.countHug',
  hand: 'agreement.countHand',
  note: 'agreement.countNote',
  invitation: 'agreement.countInvitation',
} as const satisfies Record<(typeof readyWays)[number], MessageKey>

export const wayWords = (way: Way): string => ('x' in way ? way.x : i18n.t(wayKeys[way.k]))
