/** The ways out: a copy to keep, *Leave*, *Erase for both of us*. Alone, without a reason; each says first what it does. */

import { i18n } from '#i18n'
import type { Acts } from '../acts.ts'
import { AskTwice } from '../parts/ask-twice.tsx'
import { KeepCopy } from '../parts/keep-copy.tsx'

export function Going({ acts }: { acts: Acts }) {
  return (
    <div class="stack going">
      <p class="soft">{i18n.t('options.goingText')}</p>
      <KeepCopy acts={acts} />
      <AskTwice
        name={i18n.t('options.leave')}
        ask={i18n.t('options.leaveAsk')}
        sure={i18n.t('options.leaveSure')}
        stay={i18n.t('options.stay')}
        onSure={() => void acts.press('leave', { kind: 'leave' })}
      />
      <AskTwice
        name={i18n.t('options.erase')}
        ask={i18n.t('options.eraseAsk')}
        sure={i18n.t('options.eraseSure')}
        stay={i18n.t('options.stay')}
        onSure={() => void acts.press('erase', { kind: 'erase' })}
      />
    </div>
  )
}
