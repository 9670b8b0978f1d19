/** *I was invited*: the link, by itself, from the clipboard on a press, or pasted; a name; in. Where it is kept, the link knows.
 *  Rule: PAIR-3 */

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
import { findInviteLink, serverOfInviteLink } from './invite-link.ts'

export function Join({ typed, presses, failed, onBack }: FormProps) {
  const refused = useSignal<DeviceRefusal | undefined>(undefined)
  const reason = refused.value ?? failed
  const problem = reason && i18n.t(refusalKeys[reason])
  const isName = reason === 'no-name'
  const asksLink = useSignal(serverOfInviteLink(typed.join.peek()) === undefined)
  const server = serverOfInviteLink(typed.join.value)
  const nameField = useRef<HTMLElement | null>(null)

  const join = async (): Promise<void> => {
    const name = typed.name.value.trim()
    refused.value = undefined
    // A link of one's own other device needs no name; whether it is one, only the background can see.
    const answer = await presses.ask('join', {
      kind: 'join',
      link: typed.join.value.trim(),
      ...(name === '' ? {} : { name }),
    })
    if (answer === undefined || answer.ok) return
    refused.value = answer.reason as DeviceRefusal
    if (answer.reason === 'no-name') nameField.current?.focus()
    else asksLink.value = true
  }

  return (
    <div class="way-in">
      <header class="stack tight">
        <h1>{i18n.t('welcome.joinTitle')}</h1>
        <p class="lead">{i18n.t('welcome.joinText')}</p>
      </header>
      <div class="way-fields stack">
        {asksLink.value ? (
          <Link typed={typed} problem={isName ? undefined : problem} onEnter={() => void join()} />
        ) : (
          <p class="got-link">
            {i18n.t('welcome.gotLink', { server: server ?? '' })}{' '}
            <button
              type="button"
              class="bare"
              onClick={() => {
                asksLink.value = true
              }}
            >
              {i18n.t('welcome.otherLink')}
            </button>
          </p>
        )}
        <TextField
          label={i18n.t('welcome.nameField')}
          hint={i18n.t('welcome.nameHint')}
          value={typed.name}
          limit={limits.name}
          focused={!asksLink.peek()}
          onField={(field) => {
            nameField.current = field
          }}
          problem={isName ? problem : undefined}
          onEnter={() => void join()}
        />
      </div>
      <Care />
      <div class="way-press row">
        <Press presses={presses} name="join" class="warm" onPress={() => void join()}>
          {i18n.t('welcome.join')}
        </Press>
        <button type="button" class="bare" onClick={onBack}>
          {i18n.t('welcome.back')}
        </button>
      </div>
      <p class="hidden" role="status">
        {problem}
      </p>
    </div>
  )
}

type Taking = 'not-yet' | 'none' | 'refused'

const takenKeys = { none: 'welcome.noLinkCopied', refused: 'welcome.pasteInstead' } as const

/** The clipboard is read on a press and no other time; what is on it and no invite link is looked at no further. */
function Link({
  typed,
  problem,
  onEnter,
}: Pick<FormProps, 'typed'> & { problem?: string | undefined; onEnter: () => void }) {
  const taking = useSignal<Taking>('not-yet')
  const take = async (): Promise<void> => {
    const copied = await readClipboard()
    const link = copied === undefined ? undefined : findInviteLink(copied)
    if (link !== undefined) typed.join.value = link
    taking.value = link !== undefined ? 'not-yet' : copied === undefined ? 'refused' : 'none'
  }
  const server = serverOfInviteLink(typed.join.value)
  return (
    <TextField
      label={i18n.t('welcome.joinField')}
      hint={i18n.t('welcome.joinHint')}
      value={typed.join}
      // A field of one line would glue together what a mail program broke.
      rows={2}
      url
      focused
      problem={problem}
      onEnter={onEnter}
    >
      <div class="row">
        <button type="button" class={server === undefined ? 'leaning' : ''} onClick={() => void take()}>
          {i18n.t('welcome.takeLink')}
        </button>
        <span class="soft" role="status">
          {taking.value !== 'not-yet'
            ? i18n.t(takenKeys[taking.value])
            : server !== undefined && i18n.t('welcome.gotLink', { server })}
        </span>
      </div>
    </TextField>
  )
}

/** Undefined where the browser, or its person, would rather not. */
async function readClipboard(): Promise<string | undefined> {
  try {
    return await navigator.clipboard.readText()
  } catch {
    return undefined
  }
}
