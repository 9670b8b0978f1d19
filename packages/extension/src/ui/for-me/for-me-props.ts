/** What the room gives each of its parts. */

import type { Result } from '@porchlight/client/port/device-command'
import type { Refusal } from '@porchlight/shared/domain/outcome'
import type { DeviceRefusal } from '@porchlight/client/port/device-command'
import type { Phrase } from '../copy/say.ts'
import type { OwnDrawer } from '../own-drawer.ts'

export interface ForMeProps {
  drawer: OwnDrawer
  /** Of letters and digits, never used before. */
  newId: () => string
  /** Says what was done or why not; `undo` takes it back in one press. */
  tell: (said: Phrase | Refusal | DeviceRefusal | undefined, undo?: () => Promise<Result>) => void
}
