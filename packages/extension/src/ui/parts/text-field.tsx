/** One line of text with its label, a hint and, when something does not fit, a sentence beside it. */

import { useCallback, useId } from 'preact/hooks'
import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { fitsIn } from '@porchlight/shared/domain/text-limit'
import { i18n } from '../copy/i18n.ts'
import { LazyAdvice } from '../wording-help/lazy-advice.tsx'

export function TextField(props: {
  label: string
  value: Signal<string>
  hint?: string | undefined
  problem?: string | undefined
  placeholder?: string
  /** In characters as a reader counts them, one of `limits`. Nothing is cut off while somebody writes: what is too long is told. */
  limit?: number
  rows?: number
  /** It is said to the other, or thought about them: wording help reads along, where it is wanted (WORD-3). */
  advised?: boolean
  url?: boolean
  /** Its characters are not shown. */
  secret?: boolean
  focused?: boolean
  /** Told when the field is in the page, to be focused when something about it is missing. */
  onField?: (field: HTMLElement) => void
  /** Told at each change, after `value` has it. */
  onText?: (text: string) => void
  onLeave?: () => void
  onEnter?: () => void
  children?: ComponentChildren
}) {
  const id = useId()
  const isTooLong = props.limit !== undefined && !fitsIn(props.limit, props.value.value)
  const problem = props.problem ?? (isTooLong ? i18n.t('refusal.tooLong') : undefined)
  const field = useSignal<HTMLInputElement | HTMLTextAreaElement | undefined>(undefined)
  const advice = useSignal<string | undefined>(undefined)
  const described = [props.hint !== undefined && `${id}-hint`, problem !== undefined && `${id}-problem`, advice.value]
  const common = {
    id,
    value: props.value.value,
    placeholder: props.placeholder,
    'aria-invalid': problem === undefined ? undefined : true,
    'aria-describedby': described.filter(Boolean).join(' ') || undefined,
    onInput: (event: { currentTarget: { value: string } }) => {
      props.value.value = event.currentTarget.value
      props.onText?.(event.currentTarget.value)
    },
    onBlur: props.onLeave,
    ref: (element: HTMLInputElement | HTMLTextAreaElement | null) => {
      if (element === null) return
      field.value = element
      props.onField?.(element)
      if (props.focused === true && !element.dataset['met']) {
        element.dataset['met'] = 'true'
        element.focus()
      }
    },
  }
  const tell = useCallback(
    (line: string | undefined) => {
      advice.value = line
    },
    [advice],
  )
  const enter = (event: { key: string }): void => {
    if (event.key === 'Enter') props.onEnter?.()
  }
  const written =
    props.secret === true ? (
      <input {...common} type="password" autocomplete="off" onKeyDown={enter} />
    ) : props.rows === undefined ? (
      <input
        {...common}
        type="text"
        inputMode={props.url === true ? 'url' : 'text'}
        autocomplete="off"
        spellcheck={props.url !== true}
        onKeyDown={enter}
      />
    ) : (
      // Off: else the browser keeps what was typed, in plain text, to bring a tab back (SEAL-10).
      <textarea
        {...common}
        rows={props.rows}
        autocomplete="off"
        spellcheck={props.url !== true}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || props.onEnter === undefined) return
          event.preventDefault()
          props.onEnter()
        }}
      />
    )
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.advised === true ? (
        <div class="advised">
          {written}
          <LazyAdvice field={field.value} value={props.value} onTold={tell} />
        </div>
      ) : (
        written
      )}
      {props.hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      {problem !== undefined && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
      {props.children}
    </div>
  )
}
