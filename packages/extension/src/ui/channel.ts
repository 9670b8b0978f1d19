/** A screen's end of the Port, as this folder needs it. `platform/port-channel` gives one; a test makes its own. */

import type { Stop } from '@porchlight/shared/capabilities'
import type { FromScreen, ToScreen } from '@porchlight/client/port/port'

export interface Channel {
  send(message: FromScreen): void
  onMessage(listener: (message: ToScreen) => void): Stop
}
