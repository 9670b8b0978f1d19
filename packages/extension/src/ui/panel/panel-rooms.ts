/** The rooms of the panel in their order, and which of them are shown. A new room is one line here and one in
 *  `room-views.ts`. Rules: FACE-2, FACE-3, FACE-5. */

import type { PanelRoomId, ScreenView } from '@porchlight/client/port/port'

export interface PanelRoom {
  id: PanelRoomId
  /** Its name, on its tab and wherever else a way leads into it. */
  title: 'rooms.agreement' | 'rooms.today' | 'rooms.rituals' | 'rooms.forMe'
  /** Whether it is of use to one person alone, before there is a couple or after it ended. */
  alone: boolean
}

/** The agreement is why there is a Porchlight: it is never put away. */
export const panelRooms: readonly PanelRoom[] = [
  { id: 'agreement', title: 'rooms.agreement', alone: true },
  { id: 'today', title: 'rooms.today', alone: false },
  { id: 'rituals', title: 'rooms.rituals', alone: false },
  { id: 'for-me', title: 'rooms.forMe', alone: true },
]

export const roomsOneCanPutAway: readonly PanelRoom[] = panelRooms.filter(({ id }) => id !== 'agreement')

/** @returns the rooms that are open to whoever looks at this view; of a locked one, and where nothing is known yet, none */
export function roomsShown(view: ScreenView | undefined): PanelRoom[] {
  if (view === undefined || view.state === 'locked') return []
  const { roomsPutAway } = view.settings
  return panelRooms.filter(
    ({ id, alone }) => (alone || view.state === 'couple') && (id === 'agreement' || !roomsPutAway.includes(id)),
  )
}

/** The first of those asked for that is shown; else the first one shown.
 *  @param asked by the address or a press, then the one last open */
export function roomOpened(shown: readonly PanelRoom[], asked: readonly (string | undefined)[]): PanelRoom | undefined {
  for (const id of asked) {
    const room = shown.find((one) => one.id === id)
    if (room !== undefined) return room
  }
  return shown[0]
}
