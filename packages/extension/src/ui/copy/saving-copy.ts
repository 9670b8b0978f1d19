/** Where one's words are, in words. */

import type { Saving } from '@porchlight/client/port/port'
import type { MessageKey } from './say.ts'

export const savingKeys = {
  saved: 'saving.saved',
  saving: 'saving.saving',
  offline: 'saving.offline',
  'update-porchlight': 'saving.update',
  full: 'saving.full',
} as const satisfies Record<Saving, MessageKey>
