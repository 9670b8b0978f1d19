/** The panel, beside a page or in a tab: the rooms of the two, and of each alone. Rules: FACE-2, FACE-3, FACE-5. */

import './panel.css'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Stop } from '@porchlight/shared/capabilities'
import type { PanelRoomId } from '@porchlight/client/port/port'
import { createPresses } from '../presses.ts'
import type { Replicas } from '../agreement/replica.ts'
import { i18n } from '../copy/i18n.ts'
import type { Drawer } from '../drawer.ts'
import type { Link } from '../link.ts'
import type { OwnDrawer } from '../own-drawer.ts'
import { useEscape } from '../parts/leave-page.tsx'
import { Fetching, Loaded } from '../parts/loaded.tsx'
import { Locked } from '../parts/locked.tsx'
import { useTheme } from '../theme/use-theme.ts'
import { WordingHelp } from '../wording-help/wording-help-context.ts'
import { roomOpened, roomsShown } from './panel-rooms.ts'
import type { RoomProps } from './room-props.ts'
import { roomViews } from './room-views.ts'
import { tabId, tabPanelId, Tabs } from './tabs.tsx'

/** Which room the page's address names. */
export interface PanelPlace {
  /** The name after the `#`; '' without one. */
  room(): string
  show(room: PanelRoomId): void
  onChange(listener: () => void): Stop
}

export interface PanelProps {
  link: Link
  replicas: Replicas
  drawer: Drawer
  own: OwnDrawer
  newId: () => string
  place: PanelPlace
  openWelcome: () => void
  leavePage: () => void
  /** A fair coin: true half the time. */
  toss: () => boolean
}

export function Panel(props: PanelProps) {
  const { link } = props
  const presses = useMemo(() => createPresses(link), [link])
  const view = link.view.value
  useTheme(view?.settings.theme)
  useEscape(props.leavePage)
  return (
    <main class="panel" aria-label={i18n.t('rooms.main')}>
      {view === undefined ? (
        <Fetching />
      ) : view.state === 'locked' ? (
        <Locked view={view} presses={presses} />
      ) : (
        <WordingHelp.Provider value={view.settings.wordingHelp}>
          <Rooms {...props} presses={presses} view={view} />
        </WordingHelp.Provider>
      )}
    </main>
  )
}

function Rooms({ place, ...props }: RoomProps & Pick<PanelProps, 'place'>) {
  const { view, link } = props
  const asked = useAsked(place, view)
  const visited = useRef(new Set<PanelRoomId>())
  const rooms = roomsShown(view)
  const open = roomOpened(rooms, [asked.value, view.settings.panelRoom])
  if (open === undefined) return null
  // A room that was opened stays, out of sight: what somebody typed there is still there when they come back.
  visited.current.add(open.id)
  const openRoom = (id: PanelRoomId): void => {
    asked.value = id
    place.show(id)
    void link.ask({ kind: 'set-settings', settings: { panelRoom: id } })
  }
  return (
    <>
      {rooms.length > 1 && <Tabs rooms={rooms} open={open} onOpen={({ id }) => openRoom(id)} />}
      {rooms.map((room) => {
        const load = roomViews[room.id]
        if (load === undefined || !visited.current.has(room.id)) return null
        return (
          <div
            key={room.id}
            class="room"
            id={tabPanelId(room)}
            hidden={room !== open}
            {...(rooms.length > 1 && { role: 'tabpanel', 'aria-labelledby': tabId(room) })}
          >
            <Loaded load={load} part={props} />
          </div>
        )
      })}
    </>
  )
}

/** The room asked for last: by the address, by a press here, or by a press in the popup while this panel stands open. */
function useAsked(place: PanelPlace, view: RoomProps['view']) {
  const asked = useSignal<string | undefined>(place.room() || undefined)
  useEffect(
    () =>
      place.onChange(() => {
        asked.value = place.room()
      }),
    [place, asked],
  )
  const { panelRoom } = view.settings
  const known = useRef(panelRoom)
  if (known.current !== panelRoom) {
    known.current = panelRoom
    asked.value = panelRoom
  }
  return asked
}
