/** *Pause and stay quiet*: one press that ends nothing and draws no eye: paused, muted, no notices, a toolbar that says
 *  only Porchlight. The other sees a pause like any other. *I'm back* undoes it here; in the popup it ends the pause. */

import { i18n } from '../copy/i18n.ts'
import type { Settings } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { Press } from '../parts/press.tsx'
import type { CoupleScreen } from '../popup/couple-screen.ts'

const quiet: Partial<Settings> = { mute: true, notices: false, privateMode: true }
/** Notices stay as they are: off until chosen. */
const heard: Partial<Settings> = { mute: false, privateMode: false }

export const isQuiet = ({ mute, notices, privateMode }: Settings): boolean => mute && privateMode && !notices

export function QuietPause({ view, presses }: { view: CoupleScreen; presses: Presses }) {
  const staysQuiet = view.couple.pause.mine && isQuiet(view.settings)
  const change = async (settings: Partial<Settings>, kind: 'pause' | 'come-back'): Promise<void> => {
    // Quiet first: nothing is to be seen in between.
    await presses.ask('quiet', { kind: 'set-settings', settings })
    await presses.ask('quiet-pause', { kind })
  }
  return (
    <div class="quiet-pause stack tight">
      <p class="soft" role="status">
        {i18n.t(staysQuiet ? 'options.quietNow' : 'options.quietText')}
      </p>
      <Press
        presses={presses}
        name="quiet-pause"
        class={staysQuiet ? 'leaning' : ''}
        onPress={() => void (staysQuiet ? change(heard, 'come-back') : change(quiet, 'pause'))}
      >
        {i18n.t(staysQuiet ? 'pause.back' : 'options.pauseQuietly')}
      </Press>
    </div>
  )
}
