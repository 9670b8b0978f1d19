/** The ready notes of a pause: as a button, and as the other reads it (PAUSE-2). */

import type { PauseNote } from '@porchlight/shared/domain/pause'
import type { MessageKey } from './say.ts'

export const pauseKeys = {
  unwell: 'pause.unwell',
  away: 'pause.away',
  'new-baby': 'pause.newBaby',
  grief: 'pause.grief',
  stress: 'pause.stress',
  'just-because': 'pause.justBecause',
} as const satisfies Record<PauseNote, MessageKey>

export const theirPauseKeys = {
  unwell: 'pause.theirsUnwell',
  away: 'pause.theirsAway',
  'new-baby': 'pause.theirsNewBaby',
  grief: 'pause.theirsGrief',
  stress: 'pause.theirsStress',
  'just-because': 'pause.theirsJustBecause',
} as const satisfies Record<PauseNote, MessageKey>
