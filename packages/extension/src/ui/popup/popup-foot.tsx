/** Below everything: the ways into the rooms, a pause, and whether all is saved. Rules: FACE-2, FACE-5. */

import { i18n } from '../copy/i18n.ts'
import { savingKeys } from '../copy/saving-copy.ts'
import type { Presses } from '../presses.ts'
import { roomsShown } from '../panel/panel-rooms.ts'
import { Press } from '../parts/press.tsx'
import type { CoupleScreen } from './couple-screen.ts'
import type { Ways } from './popup-shell.ts'

export function PopupFoot({ view, presses, ways }: { view: CoupleScreen; presses: Presses; ways: Ways }) {
  const canPause = view.couple.otherJoined && !view.couple.pause.mine
  return (
    <footer class="popup-foot">
      <nav class="popup-rooms" aria-label={i18n.t('rooms.list')}>
        {roomsShown(view).map(({ id, title }) => (
          <button key={id} type="button" class="bare" onClick={() => ways.openRoom(id)}>
            {i18n.t(title)}
          </button>
        ))}
      </nav>
      {canPause && (
        <Press presses={presses} name="pause" class="bare" onPress={() => void presses.ask('pause', { kind: 'pause' })}>
          {i18n.t('pause.pause')}
        </Press>
      )}
      <p class="saving soft" role="status" data-saving={view.saving}>
        {i18n.t(savingKeys[view.saving])}
      </p>
    </footer>
  )
}
