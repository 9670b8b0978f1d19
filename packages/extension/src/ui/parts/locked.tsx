/** This device is locked: its passcode, and the way out for who forgot it. Nothing of the couple is said. */

import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { i18n } from '#i18n'
import type { ScreenView } from '../../background/port.ts'
import type { Acts } from '../acts.ts'
import { AskTwice } from './ask-twice.tsx'
import { Press } from './press.tsx'
import { Said } from './said.tsx'

export type LockedView = Extract<ScreenView, { state: 'locked' }>

export function Locked({ view, acts }: { view: LockedView; acts: Acts }) {
  const id = useId()
  const passcode = useSignal('')
  const unlock = async (): Promise<void> => {
    const answer = await acts.press('unlock', { kind: 'unlock', passcode: passcode.value })
    if (answer?.ok === true) passcode.value = ''
  }
  return (
    <section class="stack" aria-label={i18n.t('locked.title')}>
      <h1>{i18n.t('locked.title')}</h1>
      <div class="field">
        <label for={id}>{i18n.t('locked.passcode')}</label>
        <input
          id={id}
          type="password"
          autocomplete="off"
          value={passcode.value}
          onInput={(event) => {
            passcode.value = event.currentTarget.value
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void unlock()
          }}
        />
        {view.nextTryAt !== undefined && <p class="hint">{i18n.t('locked.wait')}</p>}
      </div>
      <Press acts={acts} name="unlock" class="warm" onPress={() => void unlock()}>
        {i18n.t('locked.unlock')}
      </Press>
      <Said acts={acts} />
      <AskTwice
        name={i18n.t('locked.forgot')}
        ask={i18n.t('locked.forgotAsk')}
        sure={i18n.t('ended.wipeSure')}
        onSure={() => void acts.press('wipe', { kind: 'wipe' })}
      />
    </section>
  )
}
