/** What the form behind a door is given. */

import type { Settings } from '@porchlight/client/port/port'
import type { DeviceRefusal } from '@porchlight/client/port/device-command'
import type { Presses } from '../presses.ts'
import type { Typed } from './typed.ts'

export interface FormProps {
  settings: Settings
  typed: Typed
  presses: Presses
  /** Why it did not come about the last time. */
  failed: DeviceRefusal | undefined
  onBack: () => void
}
