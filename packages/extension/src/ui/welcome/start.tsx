/** *I start*: a name, and where it is kept folded away as long as that is known; a lit porch, with a link to give away. */

import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { DeviceRefusal } from '@porchlight/client/port/device-command'
import { limits } from '@porchlight/shared/domain/text-limit'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'
import { Care } from './care.tsx'
import type { FormProps } from './form-props.ts'
import { ServerField } from './server-field.tsx'

export function Start({ settings, typed, presses, failed, onBack }: FormProps) {
  const refused = useSignal<DeviceRefusal | undefined>(undefined)
  const reason = refused.value ?? failed
  const problem = reason && { at: placeOf(reason), sentence: i18n.t(refusalKeys[reason]) }
  const at = (place: Place): string | undefined => (problem?.at === place ? problem.sentence : undefined)
  const asksCode = useSignal(false)
  const asksServer = useSignal(settings.server === '')
  const nameField = useRef<HTMLElement | null>(null)
  const server = typed.server.value.trim() || settings.server

  const start = async (): Promise<void> => {
    const name = typed.name.value.trim()
    refused.value = undefined
    if (name === '') return refuse('no-name')
    const code = typed.code.value.trim()
    const answer = await presses.ask('light', {
      kind: 'light-porch',
      name,
      server,
      ...(code === '' ? {} : { signUpCode: code }),
    })
    if (answer === undefined || answer.ok) return
    if (answer.reason === 'signup-code') asksCode.value = true
    refuse(answer.reason as DeviceRefusal)
  }
  const refuse = (of: DeviceRefusal): void => {
    refused.value = of
    if (of === 'no-name') nameField.current?.focus()
    if (placeOf(of) === 'server') asksServer.value = true
  }

  return (
    <div class="way-in">
      <header class="stack tight">
        <h1>{i18n.t('welcome.startTitle')}</h1>
        <p class="lead">{i18n.t('welcome.startText')}</p>
      </header>
      <div class="way-fields stack">
        <TextField
          label={i18n.t('welcome.nameField')}
          hint={i18n.t('welcome.nameHint')}
          value={typed.name}
          limit={limits.name}
          focused
          onField={(field) => {
            nameField.current = field
          }}
          problem={at('name')}
          onEnter={() => void start()}
        />
        {(asksCode.value || at('code') !== undefined) && (
          <TextField label={i18n.t('welcome.codeField')} value={typed.code} problem={at('code')} focused />
        )}
        <details
          class="kept-where"
          open={asksServer.value || at('server') !== undefined}
          onToggle={(event) => {
            asksServer.value = event.currentTarget.open
          }}
        >
          <summary>
            {i18n.t('welcome.keptWhere')} <span class="soft address">{server}</span>
          </summary>
          <ServerField value={typed.server} initial={settings.server} presses={presses} problem={at('server')} />
        </details>
        {at('press') !== undefined && <p class="problem">{at('press')}</p>}
      </div>
      <Care />
      <div class="way-press row">
        <Press presses={presses} name="light" class="warm" onPress={() => void start()}>
          {i18n.t('welcome.light')}
        </Press>
        <button type="button" class="bare" onClick={onBack}>
          {i18n.t('welcome.back')}
        </button>
      </div>
      <p class="hidden" role="status">
        {problem?.sentence}
      </p>
    </div>
  )
}

type Place = 'name' | 'server' | 'code' | 'press'

/** Beside what a refusal is said. */
function placeOf(reason: DeviceRefusal): Place {
  switch (reason) {
    case 'no-name':
      return 'name'
    case 'unreachable':
    case 'not-a-porchlight':
    case 'signup-closed':
      return 'server'
    case 'signup-code':
      return 'code'
    case 'wrong-link':
    case 'no-link':
    case 'two-links':
    case 'link-used':
    case 'link-expired':
    case 'already-paired':
    case 'not-paired':
    case 'too-late':
    case 'not-them':
    case 'words-differ':
    case 'they-stopped':
    case 'couple-full':
    case 'rate-limited':
    case 'update-porchlight':
    case 'failed':
    case 'locked':
    case 'unreadable':
    case 'wrong-passcode':
    case 'wait-a-moment':
    case 'passcode-short':
    case 'passcode-set':
    case 'no-passcode':
    case 'word-count':
    case 'word-order':
    case 'words-unknown':
    case 'words-mismatch':
    case 'no-words':
    case 'drawer-full':
    case 'changed-meanwhile':
      return 'press'
  }
}
