/** The shared place ended, or this browser left it: neutral words, a copy to keep, and forgetting. Never by itself. */

import { i18n } from '../copy/i18n.ts'
import type { Ending, ScreenView } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import type { MessageKey } from '../copy/say.ts'
import { say } from '../copy/say.ts'
import { AskTwice } from './ask-twice.tsx'
import { KeepCopy } from './keep-copy.tsx'
import { Said } from './said.tsx'

const endingKeys = {
  revoked: 'ended.revoked',
  erased: 'ended.erased',
  'unknown-device': 'ended.unknownDevice',
  left: 'ended.left',
} as const satisfies Record<Ending, MessageKey>

export function Ended({ view, presses }: { view: Extract<ScreenView, { state: 'ended' }>; presses: Presses }) {
  return (
    <div class="stack">
      <p class="soft">{say({ key: endingKeys[view.why] })}</p>
      <p class="soft">{i18n.t(view.canExport ? 'ended.canExport' : 'ended.noExport')}</p>
      {view.canExport && <KeepCopy presses={presses} />}
      {/* Who left is still being let go of: that ends by itself. */}
      {view.why !== 'left' && (
        <AskTwice
          name={i18n.t('ended.forgetTwo')}
          ask={i18n.t('ended.forgetTwoAsk')}
          sure={i18n.t('ended.forgetTwoSure')}
          onSure={() => void presses.ask('forget-couple', { kind: 'forget-couple' })}
        />
      )}
      <AskTwice
        name={i18n.t('ended.wipe')}
        ask={i18n.t('ended.wipeAsk')}
        sure={i18n.t('ended.wipeSure')}
        onSure={() => void presses.ask('wipe', { kind: 'wipe' })}
      />
      <Said presses={presses} />
    </div>
  )
}
