/** The first page: what this is and when not to use it, a name, and two doors: light a new porch, or join. */

import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { Settings } from '@porchlight/client/port/port'
import type { DeviceRefusal } from '@porchlight/client/port/device-command'
import { limits } from '@porchlight/shared/domain/text-limit'
import type { Presses } from '../presses.ts'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'
import { BeforeYouStart } from './before-you-start.tsx'
import { ComeBack, type Coming } from './come-back.tsx'
import type { Failure } from './failure.ts'
import { ServerField } from './server-field.tsx'
import type { Typed } from './typed.ts'

type Problems = Partial<Record<'name' | 'server' | 'code' | 'join' | 'start', string>>

export function Begin(props: {
  settings: Settings
  /** As last typed on this device. */
  name: string
  failed: Failure | undefined
  typed: Typed
  coming: Coming
  presses: Presses
  leavePage: () => void
  openForMe: () => void
  /** Opened with an invite: joining comes first. */
  invited: boolean
}) {
  const { presses, typed } = props
  useEffect(() => {
    if (typed.name.peek() === '') typed.name.value = props.name
  }, [typed.name, props.name])
  const refused = useSignal<{ of: Failure['role']; reason: DeviceRefusal } | undefined>(undefined)
  const shown = refused.value ?? (props.failed && { of: props.failed.role, reason: props.failed.reason })
  const problems = shown === undefined ? {} : problemsOf(shown.of, shown.reason)
  const asksCode = useSignal(false)
  const nameField = useRef<HTMLElement | null>(null)
  const server = (): string => typed.server.value.trim() || props.settings.server

  const start = async (of: Failure['role']): Promise<void> => {
    const name = typed.name.value.trim()
    refused.value = undefined
    // A link of one's own other device needs none; whether it is one, only the background can see.
    if (name === '' && of === 'inviter') return refuse(of, 'no-name')
    const code = typed.code.value.trim()
    const answer =
      of === 'inviter'
        ? await presses.ask('light', {
            kind: 'light-porch',
            name,
            server: server(),
            ...(code === '' ? {} : { signUpCode: code }),
          })
        : await presses.ask('join', { kind: 'join', link: typed.join.value.trim(), ...(name === '' ? {} : { name }) })
    if (answer === undefined || answer.ok) return
    if (answer.reason === 'signup-code') asksCode.value = true
    refuse(of, answer.reason as DeviceRefusal)
  }

  const refuse = (of: Failure['role'], reason: DeviceRefusal): void => {
    refused.value = { of, reason }
    if (reason === 'no-name') nameField.current?.focus()
  }

  const startDoor = (
    <section class="card door stack" key="start">
      <div>
        <h2>{i18n.t('welcome.startTitle')}</h2>
        <p class="soft">{i18n.t('welcome.startText')}</p>
      </div>
      <ServerField value={typed.server} initial={props.settings.server} presses={presses} problem={problems.server} />
      {(asksCode.value || problems.code !== undefined) && (
        <TextField label={i18n.t('welcome.codeField')} value={typed.code} problem={problems.code} focused />
      )}
      {problems.start !== undefined && <p class="problem">{problems.start}</p>}
      <Press presses={presses} name="light" class={props.invited ? '' : 'warm'} onPress={() => void start('inviter')}>
        {i18n.t('welcome.light')}
      </Press>
    </section>
  )
  const joinDoor = (
    <section class="card door stack" key="join">
      <div>
        <h2>{i18n.t('welcome.joinTitle')}</h2>
        <p class="soft">{i18n.t('welcome.joinText')}</p>
      </div>
      <TextField
        label={i18n.t('welcome.joinField')}
        hint={i18n.t('welcome.joinHint')}
        value={typed.join}
        // A field of one line would glue together what a mail program broke.
        rows={2}
        url
        problem={problems.join}
        onEnter={() => void start('joiner')}
      />
      <Press presses={presses} name="join" class={props.invited ? 'warm' : ''} onPress={() => void start('joiner')}>
        {i18n.t('welcome.join')}
      </Press>
    </section>
  )

  return (
    <div class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t('welcome.title')}</h1>
        <p class="lead">{i18n.t('welcome.lead')}</p>
      </header>
      <BeforeYouStart leavePage={props.leavePage} />
      <TextField
        label={i18n.t('welcome.nameField')}
        hint={i18n.t('welcome.nameHint')}
        value={typed.name}
        limit={limits.name}
        problem={problems.name}
        onField={(field) => {
          nameField.current = field
        }}
      />
      <div class="doors">{props.invited ? [joinDoor, startDoor] : [startDoor, joinDoor]}</div>
      <section class="row spread on-my-own">
        <p class="soft">{i18n.t('forMe.startAloneText')}</p>
        <button type="button" onClick={props.openForMe}>
          {i18n.t('forMe.startAlone')}
        </button>
      </section>
      <ComeBack settings={props.settings} typed={typed} coming={props.coming} presses={presses} />
      <p class="hidden" role="status">
        {shown && i18n.t(refusalKeys[shown.reason])}
      </p>
    </div>
  )
}

/** Beside which field a refusal is said. */
function problemsOf(of: Failure['role'], reason: DeviceRefusal): Problems {
  const sentence = i18n.t(refusalKeys[reason])
  if (reason === 'no-name') return { name: sentence }
  if (of === 'joiner') return { join: sentence }
  switch (reason) {
    case 'unreachable':
    case 'not-a-porchlight':
    case 'signup-closed':
      return { server: sentence }
    case 'signup-code':
      return { code: sentence }
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
      return { start: sentence }
  }
}
