/** The room that the panel's address names after the `#`. */

import type { PanelRoomId } from '@porchlight/client/port/port'
import type { Stop } from '@porchlight/shared/capabilities'

export const panelPlace = {
  room: (): string => location.hash.slice(1),
  show: (room: PanelRoomId): void => history.replaceState(null, '', `#${room}`),
  onChange(listener: () => void): Stop {
    addEventListener('hashchange', listener)
    return () => removeEventListener('hashchange', listener)
  },
}
