/** What somebody said to themselves, to be read again: only the cards that were not passed over. */

import type { Talk } from '@porchlight/client/port/for-me'
import { i18n } from '../copy/i18n.ts'
import { saidOn, talkCards } from './talk-copy.ts'

export function Readback({ talk }: { talk: Talk }) {
  const said = talkCards.map((card) => ({ card, text: saidOn(card, talk) })).filter(({ text }) => text !== '')
  if (said.length === 0) return null
  return (
    <dl class="readback">
      {said.map(({ card, text }) => (
        <div key={card.id}>
          <dt>{i18n.t(card.question as 'forMe.happened')}</dt>
          <dd dir="auto">{text}</dd>
        </div>
      ))}
    </dl>
  )
}
