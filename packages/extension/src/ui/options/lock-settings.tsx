/** *Lock*: a passcode for this browser, locking by itself, locking now. Rule: LOCK-1 */

import { type Signal, useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { DeviceCommand } from '@porchlight/client/port/device-command'
import type { ScreenView, Settings } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'

type OpenView = Exclude<ScreenView, { state: 'locked' }>

export function LockSettings({ view, presses }: { view: OpenView; presses: Presses }) {
  return view.passcode === true ? <WithPasscode view={view} presses={presses} /> : <SetPasscode presses={presses} />
}

function SetPasscode({ presses }: { presses: Presses }) {
  const open = useSignal(false)
  return (
    <>
      <p>{i18n.t('lock.text')}</p>
      <p class="soft">{i18n.t('lock.noReset')}</p>
      {open.value ? (
        <PasscodeForm
          presses={presses}
          asks={['next', 'again']}
          name={i18n.t('lock.set')}
          done={{ key: 'lock.setDone' }}
          command={({ next }) => ({ kind: 'set-passcode', passcode: next })}
          onClose={() => {
            open.value = false
          }}
        />
      ) : (
        <div class="row">
          <button
            type="button"
            onClick={() => {
              open.value = true
            }}
          >
            {i18n.t('lock.setOpen')}
          </button>
        </div>
      )}
    </>
  )
}

function WithPasscode({ view, presses }: { view: OpenView; presses: Presses }) {
  const open = useSignal<'change' | 'remove' | undefined>(undefined)
  const close = (): void => {
    open.value = undefined
  }
  const toggle = (form: 'change' | 'remove'): void => {
    open.value = open.value === form ? undefined : form
  }
  return (
    <>
      <p>{i18n.t('lock.isSet')}</p>
      <AutoLock settings={view.settings} presses={presses} />
      <div class="row">
        <Press presses={presses} name="lock" class="leaning" onPress={() => void presses.ask('lock', { kind: 'lock' })}>
          {i18n.t('lock.now')}
        </Press>
        <button type="button" aria-expanded={open.value === 'change'} onClick={() => toggle('change')}>
          {i18n.t('lock.change')}
        </button>
        <button type="button" aria-expanded={open.value === 'remove'} onClick={() => toggle('remove')}>
          {i18n.t('lock.remove')}
        </button>
      </div>
      {open.value === 'change' && (
        <PasscodeForm
          key="change"
          presses={presses}
          asks={['passcode', 'next', 'again']}
          name={i18n.t('lock.changeSure')}
          done={{ key: 'lock.changed' }}
          command={({ passcode, next }) => ({ kind: 'change-passcode', passcode, next })}
          onClose={close}
        />
      )}
      {open.value === 'remove' && (
        <PasscodeForm
          key="remove"
          presses={presses}
          asks={['passcode']}
          name={i18n.t('lock.removeSure')}
          done={{ key: 'lock.removed' }}
          command={({ passcode }) => ({ kind: 'remove-passcode', passcode })}
          onClose={close}
        />
      )}
    </>
  )
}

type Field = 'passcode' | 'next' | 'again'

const labels = { passcode: 'lock.current', next: 'lock.passcode', again: 'lock.again' } as const

function PasscodeForm(props: {
  presses: Presses
  asks: readonly Field[]
  name: string
  done: { key: 'lock.setDone' | 'lock.changed' | 'lock.removed' }
  command: (typed: Record<Field, string>) => DeviceCommand
  onClose: () => void
}) {
  const { presses, asks } = props
  const typed: Record<Field, Signal<string>> = { passcode: useSignal(''), next: useSignal(''), again: useSignal('') }
  const problem = useSignal<{ at: Field; sentence: string } | undefined>(undefined)
  const send = async (): Promise<void> => {
    const { passcode, next, again } = typed
    if (asks.includes('again') && next.value !== again.value) {
      problem.value = { at: 'again', sentence: i18n.t('lock.notSame') }
      return
    }
    problem.value = undefined
    const command = props.command({ passcode: passcode.value, next: next.value, again: again.value })
    const answer = await presses.ask('passcode', command, { key: 'lock.working' })
    if (answer === undefined) return
    if (answer.ok) {
      presses.tell(props.done)
      return props.onClose()
    }
    presses.tell(undefined)
    const isOld = answer.reason === 'wrong-passcode' || answer.reason === 'wait-a-moment'
    problem.value = { at: isOld ? 'passcode' : 'next', sentence: i18n.t(refusalKeys[answer.reason]) }
  }
  return (
    <div class="stack rise">
      {asks.map((field, place) => (
        <TextField
          key={field}
          label={i18n.t(labels[field])}
          hint={field === 'next' ? i18n.t('lock.hint') : undefined}
          value={typed[field]}
          secret
          focused={place === 0}
          problem={problem.value?.at === field ? problem.value.sentence : undefined}
          onEnter={() => void send()}
        />
      ))}
      <div class="row">
        <Press presses={presses} name="passcode" class="leaning" onPress={() => void send()}>
          {props.name}
        </Press>
        <button type="button" class="bare" onClick={props.onClose}>
          {i18n.t('common.neverMind')}
        </button>
      </div>
    </div>
  )
}

const minutes = [1, 5, 15, 30, 60] as const

const minuteKeys = {
  1: 'lock.minute1',
  5: 'lock.minutes5',
  15: 'lock.minutes15',
  30: 'lock.minutes30',
  60: 'lock.minutes60',
} as const

function AutoLock({ settings, presses }: { settings: Settings; presses: Presses }) {
  const id = useId()
  const set = (value: string): void =>
    void presses.ask('auto-lock', { kind: 'set-settings', settings: { autoLockMinutes: Number(value) || null } })
  return (
    <div class="field auto-lock">
      <label for={id}>{i18n.t('lock.auto')}</label>
      <select
        id={id}
        value={String(settings.autoLockMinutes ?? '')}
        onChange={(event) => set(event.currentTarget.value)}
      >
        {minutes.map((many) => (
          <option key={many} value={many}>
            {i18n.t(minuteKeys[many])}
          </option>
        ))}
        <option value="">{i18n.t('lock.never')}</option>
      </select>
      <p class="hint">{i18n.t(settings.autoLockMinutes === null ? 'lock.neverHint' : 'lock.autoHint')}</p>
    </div>
  )
}
