/** Which rooms of the panel are shown on this device. The other sees nothing of the choice. Rule: FACE-5. */

import { i18n } from '../copy/i18n.ts'
import type { PanelRoomId, Settings } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { roomsOneCanPutAway } from '../panel/panel-rooms.ts'
import { Choice } from '../parts/choice.tsx'

export function RoomSettings({ settings, presses }: { settings: Settings; presses: Presses }) {
  const show = (id: PanelRoomId, shown: boolean): void => {
    const others = settings.roomsPutAway.filter((one) => one !== id)
    const roomsPutAway = shown ? others : [...others, id]
    void presses.ask(`room-${id}`, { kind: 'set-settings', settings: { roomsPutAway } })
  }
  return (
    <>
      <p>{i18n.t('rooms.settingsText')}</p>
      {roomsOneCanPutAway.map(({ id, title }) => (
        <Choice
          key={id}
          type="checkbox"
          label={i18n.t(title)}
          checked={!settings.roomsPutAway.includes(id)}
          onChoose={(shown) => show(id, shown)}
        />
      ))}
    </>
  )
}
