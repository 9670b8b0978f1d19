/** A reaching out that has not left yet: for ten seconds it can be undone (TURN-10). No clock is shown. */

import { i18n } from '../copy/i18n.ts'
import type { HeldAction } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { Press } from '../parts/press.tsx'

export function HeldActions({ held, presses }: { held: HeldAction[]; presses: Presses }) {
  return (
    <>
      {held.map((one) => (
        <div key={one.id} class="card held rise">
          <div class="held-words">
            <p role="status">{i18n.t('turn.sending')}</p>
            <p class="soft">{i18n.t(one.kind === 'invite' ? 'turn.sendingInvite' : 'turn.sendingReach')}</p>
          </div>
          <Press
            presses={presses}
            name={`undo-${one.id}`}
            onPress={() => void presses.ask(`undo-${one.id}`, { kind: 'undo', held: one.id }, { key: 'turn.undone' })}
          >
            {i18n.t('turn.undo')}
          </Press>
        </div>
      ))}
    </>
  )
}
