/** The sentences of `ritual-copy.ts` in the reader's language. */

import type { Weekday } from '@porchlight/shared/domain/repeat'
import type { Ritual, RitualTitle } from '@porchlight/shared/domain/ritual'
import { amountIn } from '../copy/amount.ts'
import { i18n } from '../copy/i18n.ts'
import { say } from '../copy/say.ts'
import { dayIn, lengthOf, readyTitle, rhythmOf, weekdayIn } from './ritual-copy.ts'

export const titleWords = (title: RitualTitle): string => ('x' in title ? title.x : say(readyTitle(title)))

export const rhythmWords = (ritual: Pick<Ritual, 'rule' | 'start'>): string => say(rhythmOf(ritual, locale()))

export const lengthWords = (minutes: number): string => say(lengthOf(minutes, locale()))

export const weekdayWords = (day: Weekday, length: 'long' | 'short'): string => weekdayIn(day, length, locale())

export const dayWords = (day: string): string => dayIn(day, locale())

export const manyWeeks = (weeks: number): string => amountIn(weeks, 'week', locale())

export const locale = (): string => i18n.t('locale')
