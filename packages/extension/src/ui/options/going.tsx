/** The ways out, the quietest first: *Pause and stay quiet*, *Leave*, *Erase for both of us*, forgetting on this browser.
 *  Alone, without a reason; each says first what it does, and offers a copy before what cannot be brought back. */

import { i18n } from '../copy/i18n.ts'
import type { Presses } from '../presses.ts'
import { AskTwice } from '../parts/ask-twice.tsx'
import { KeepCopy } from '../parts/keep-copy.tsx'
import type { CoupleScreen } from '../popup/couple-screen.ts'
import { QuietPause } from './quiet-pause.tsx'

export function Going({ view, presses }: { view: CoupleScreen; presses: Presses }) {
  return (
    <div class="stack going">
      <p class="soft">{i18n.t('options.goingText')}</p>
      <QuietPause view={view} presses={presses} />
      <AskTwice
        name={i18n.t('options.leave')}
        ask={i18n.t(view.devices.length > 1 ? 'options.leaveAskDevices' : 'options.leaveAsk')}
        sure={i18n.t('options.leaveSure')}
        stay={i18n.t('options.stay')}
        onSure={() => void presses.ask('leave', { kind: 'leave' })}
      >
        <KeepCopy presses={presses} />
      </AskTwice>
      <AskTwice
        name={i18n.t('options.erase')}
        ask={i18n.t('options.eraseAsk')}
        sure={i18n.t('options.eraseSure')}
        stay={i18n.t('options.stay')}
        onSure={() => void presses.ask('erase', { kind: 'erase' })}
      >
        <KeepCopy presses={presses} />
      </AskTwice>
      <AskTwice
        name={i18n.t('ended.wipe')}
        ask={i18n.t('options.wipeAsk')}
        sure={i18n.t('ended.wipeSure')}
        stay={i18n.t('options.stay')}
        onSure={() => void presses.ask('wipe', { kind: 'wipe' })}
      >
        <KeepCopy presses={presses} />
      </AskTwice>
    </div>
  )
}
