/** The shared place ended, or this browser left it: neutral words, a copy to keep, and forgetting. Never by itself. */

import { i18n } from '../copy/i18n.ts'
import type { Ending, ScreenView } from '@porchlight/client/port/port'
import type { Acts } from '../acts.ts'
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

export function Ended({ view, acts }: { view: Extract<ScreenView, { state: 'ended' }>; acts: Acts }) {
  return (
    <div class="stack">
      <p class="soft">{say({ key: endingKeys[view.why] })}</p>
      <p class="soft">{i18n.t(view.canExport ? 'ended.canExport' : 'ended.noExport')}</p>
      {view.canExport && <KeepCopy acts={acts} />}
      <AskTwice
        name={i18n.t('ended.wipe')}
        ask={i18n.t('ended.wipeAsk')}
        sure={i18n.t('ended.wipeSure')}
        onSure={() => void acts.press('wipe', { kind: 'wipe' })}
      />
      <Said acts={acts} />
    </div>
  )
}
