/** What stands on the table, in words: the sentence of a card, or somebody's own. Only the room *Today* loads it.
 *  Rule: ASK-1. */

import type { Asked } from '@porchlight/shared/domain/question'
import { i18n } from '../copy/i18n.ts'
import { type MessageKey, say } from '../copy/say.ts'
import { type Card, cards } from './deck.ts'

/** @returns for a card of a newer deck a sentence that says so */
export function questionText(asked: Asked): string {
  if ('text' in asked) return asked.text
  const card = cards.find((one) => one === asked.card)
  return card === undefined ? i18n.t('today.newerCard') : say({ key: keyOf(card) })
}

function keyOf(card: Card): MessageKey {
  const [theme, number] = card.split('-') as Parts<Card>
  return `deck.${theme}.q${number}`
}

type Parts<C extends Card> = C extends `${infer Theme}-${infer Number}` ? [Theme, Number] : never
