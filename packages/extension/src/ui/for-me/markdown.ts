/** *For me* to be read elsewhere, as Markdown. What somebody wrote stands as a quotation, so that no sign of theirs becomes a heading.
 *  Rule: PRIV-3 */

import type { ForMeCopy } from '@porchlight/client/port/for-me-copy'
import { i18n } from '../copy/i18n.ts'
import { saidOn, talkCards } from './talk-copy.ts'

export function markdownOf({ talks, plans, care, kept }: ForMeCopy): string {
  const areas = [
    [i18n.t('forMe.health'), care.health],
    [i18n.t('forMe.meaning'), care.purpose],
    [i18n.t('forMe.friends'), care.friends],
    [i18n.t('forMe.larger'), care.larger],
  ] as const
  return [
    `# ${i18n.t('rooms.forMe')}`,
    ...part(
      i18n.t('forMe.talkTitle'),
      talks.flatMap((talk, nth) => [
        ...(nth === 0 ? [] : ['---']),
        ...talkCards.flatMap((card) => said(i18n.t(card.question as 'forMe.happened'), saidOn(card, talk))),
      ]),
    ),
    ...part(
      i18n.t('forMe.plansTitle'),
      plans.map(({ text, next }) => quoted(next ? `${text} (${i18n.t('forMe.next')})` : text)),
    ),
    ...part(
      i18n.t('forMe.careTitle'),
      areas.flatMap(([title, text]) => said(title, text)),
    ),
    ...part(
      i18n.t('forMe.keptTitle'),
      kept.flatMap(({ title, text }) => said(title, text)),
    ),
    '',
  ].join('\n\n')
}

const part = (title: string, lines: string[]): string[] => (lines.length === 0 ? [] : [`## ${title}`, ...lines])

const said = (title: string, text: string): string[] =>
  text.trim() === '' ? [] : [`### ${plain(title)}`, quoted(text)]

const plain = (title: string): string => title.replace(/\s+/gu, ' ').trim()

const quoted = (text: string): string =>
  text
    .trim()
    .split(/\r?\n/)
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')
