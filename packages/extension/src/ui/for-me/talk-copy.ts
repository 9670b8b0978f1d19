/** The words of *before we talk*: its cards, what may be chosen on them, and what was said, to be read again. Rule: TALK-1 */

import type { Talk } from '@porchlight/client/port/for-me'
import { limits } from '@porchlight/shared/domain/text-limit'
import { i18n } from '../copy/i18n.ts'
import type { MessageKey } from '../copy/say.ts'
import type { InvitationLines } from '../invite/compose-invitation.ts'

export type TalkCard =
  | { id: 'happened' | 'says' | 'younger'; question: MessageKey; hint?: MessageKey; limit: number }
  | { id: 'asking' | 'give'; own: 'askingOwn' | 'giveOwn'; question: MessageKey; words: readonly string[] }

export const askingKeys = {
  wanted: 'forMe.wanted',
  close: 'forMe.close',
  enough: 'forMe.enough',
  safe: 'forMe.safe',
  seen: 'forMe.seen',
  worthy: 'forMe.worthy',
} as const satisfies Record<string, MessageKey>

export const giveKeys = {
  presence: 'forMe.presence',
  calm: 'forMe.calm',
  clarity: 'forMe.clarity',
} as const satisfies Record<string, MessageKey>

export const talkCards: readonly TalkCard[] = [
  { id: 'happened', question: 'forMe.happened', hint: 'forMe.happenedHint', limit: limits.reflection },
  { id: 'says', question: 'forMe.says', limit: limits.reflection },
  { id: 'asking', own: 'askingOwn', question: 'forMe.asking', words: Object.keys(askingKeys) },
  { id: 'younger', question: 'forMe.younger', limit: limits.reflection },
  { id: 'give', own: 'giveOwn', question: 'forMe.give', words: Object.keys(giveKeys) },
]

const keys: Record<string, MessageKey> = { ...askingKeys, ...giveKeys }

/** A word that a later version knows stands as it is. */
export function spokenWord(word: string): string {
  const key = keys[word]
  return key === undefined ? word : i18n.t(key as 'forMe.close')
}

/** What was said on a card; '' where it was passed over. */
export function saidOn(card: TalkCard, talk: Talk): string {
  if (!('own' in card)) return talk[card.id].trim()
  return [talk[card.id].map(spokenWord).join(' · '), talk[card.own].trim()].filter((part) => part !== '').join('\n')
}

/** By what it is found again. */
export function nameOf(talk: Talk): string {
  const [first] = talkCards.map((card) => saidOn(card, talk)).filter((said) => said !== '')
  return first?.split('\n', 1)[0] ?? i18n.t('forMe.talkTitle')
}

/** What an invitation may begin from: what was asked for, and what is to be given; never what happened. */
export function invitationLines(talk: Talk): Partial<InvitationLines> {
  const list = new Intl.ListFormat(i18n.t('locale'))
  const lineOf = (key: 'forMe.inviteAsking' | 'forMe.inviteGive', words: readonly string[], own: string): string =>
    [words.length === 0 ? '' : i18n.t(key, { words: list.format(words.map(spokenWord)) }), own.trim()]
      .filter((part) => part !== '')
      .join(' ')
  return {
    feel: lineOf('forMe.inviteAsking', talk.asking, talk.askingOwn),
    enjoy: lineOf('forMe.inviteGive', talk.give, talk.giveOwn),
    invitation: i18n.t('forMe.inviteOpen'),
  }
}
