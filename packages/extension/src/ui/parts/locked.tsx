/** While this browser is locked: the passcode, and the one other way out. Nothing of the couple: no name, no light. */

import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { ScreenView } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { AskTwice } from './ask-twice.tsx'
import { Press } from './press.tsx'
import { TextField } from './text-field.tsx'

export type LockedView = Extract<ScreenView, { state: 'locked' }>

export function Locked({ view, presses }: { view: LockedView; presses: Presses }) {
  const passcode = useSignal('')
  const problem = useSignal<string | undefined>(undefined)
  const field = useRef<HTMLElement | null>(null)
  const unlock = async (): Promise<void> => {
    if (passcode.value === '') return field.current?.focus()
    const answer = await presses.ask('unlock', { kind: 'unlock', passcode: passcode.value })
    if (answer === undefined) return
    passcode.value = ''
    problem.value = answer.ok ? undefined : i18n.t(refusalKeys[answer.reason])
    if (!answer.ok) field.current?.focus()
  }
  // Said without a number that counts down; it goes by itself.
  const shown = view.nextTryAt === undefined ? problem.value : i18n.t('lock.waits')
  return (
    <section class="stack locked">
      <header class="stack tight">
        <h1>{i18n.t('lock.lockedTitle')}</h1>
        <p class="soft">{i18n.t('lock.lockedText')}</p>
      </header>
      <div class="stack">
        <TextField
          label={i18n.t('lock.passcode')}
          value={passcode}
          secret
          focused
          problem={shown}
          onField={(element) => {
            field.current = element
          }}
          onEnter={() => void unlock()}
        />
        <Press presses={presses} name="unlock" class="warm" onPress={() => void unlock()}>
          {i18n.t('lock.unlock')}
        </Press>
      </div>
      <p class="hidden" role="status">
        {shown}
      </p>
      <AskTwice
        class="bare"
        name={i18n.t('lock.forget')}
        ask={i18n.t('lock.forgetAsk')}
        sure={i18n.t('ended.wipeSure')}
        stay={i18n.t('options.stay')}
        onSure={() => void presses.ask('wipe', { kind: 'wipe' })}
      />
    </section>
  )
}
