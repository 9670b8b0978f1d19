/** The ways into the rooms: a tablist as the ARIA patterns describe it, with the arrow keys, Home and End. Rule: FACE-2.
 *  Source: WAI-ARIA Authoring Practices, *Tabs with automatic activation*. */

import { useRef } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { PanelRoom } from './panel-rooms.ts'
import { nextTab } from './next-tab.ts'

export const tabId = (room: PanelRoom): string => `tab-${room.id}`
export const tabPanelId = (room: PanelRoom): string => `room-${room.id}`

export function Tabs(props: { rooms: readonly PanelRoom[]; open: PanelRoom; onOpen: (room: PanelRoom) => void }) {
  const { rooms, open } = props
  const list = useRef<HTMLDivElement>(null)
  const goTo = (room: PanelRoom | undefined): void => {
    if (room === undefined) return
    props.onOpen(room)
    list.current?.querySelector<HTMLElement>(`#${tabId(room)}`)?.focus()
  }
  const onKey = (event: KeyboardEvent): void => {
    const at = rooms.indexOf(open)
    const next = nextTab(event.key, at, rooms.length, getComputedStyle(document.body).direction === 'rtl')
    if (next === undefined) return
    event.preventDefault()
    goTo(rooms[next])
  }
  return (
    <div class="tabs" role="tablist" aria-label={i18n.t('rooms.list')} ref={list} onKeyDown={onKey}>
      {rooms.map((room) => (
        <button
          key={room.id}
          type="button"
          role="tab"
          id={tabId(room)}
          aria-controls={tabPanelId(room)}
          aria-selected={room === open}
          tabIndex={room === open ? 0 : -1}
          onClick={() => props.onOpen(room)}
        >
          {i18n.t(room.title)}
        </button>
      ))}
    </div>
  )
}
