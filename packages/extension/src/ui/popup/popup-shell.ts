/** What the popup can open; the entry point knows how. */

import type { PanelRoomId } from '@porchlight/client/port/port'

export interface PopupShell {
  openWelcome(): void
  /** The panel, with the room last open in it. Must run in a click. */
  openPanel(): void
  openSettings(): void
}

/** The ways out of the popup, as its parts take them. */
export interface Ways {
  openWelcome(): void
  /** Must run in a click. */
  openRoom(room: PanelRoomId): void
  openSettings(): void
}
