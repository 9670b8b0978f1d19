/** Something that cannot be undone: the button opens its consequence in plain words, and a second one does it. */

import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { i18n } from '../copy/i18n.ts'

export function AskTwice(props: {
  name: string
  ask: string
  sure: string
  onSure: () => void
  stay?: string
  class?: string
  children?: ComponentChildren
}) {
  const open = useSignal(false)
  const closed = useSignal(false)
  const close = (): void => {
    open.value = false
    closed.value = true
  }
  if (!open.value) {
    return (
      <button
        type="button"
        class={props.class}
        ref={closed.value ? focusNow : null}
        onClick={() => {
          open.value = true
        }}
      >
        {props.name}
      </button>
    )
  }
  return (
    <div
      class="ask-twice stack tight rise"
      role="group"
      aria-label={props.name}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        close()
      }}
    >
      <p>{props.ask}</p>
      {props.children}
      <div class="row">
        <button type="button" ref={focusNow} onClick={close}>
          {props.stay ?? i18n.t('common.neverMind')}
        </button>
        <button
          type="button"
          class="leaning"
          onClick={() => {
            open.value = false
            props.onSure()
          }}
        >
          {props.sure}
        </button>
      </div>
    </div>
  )
}

// Stable, so that it runs when the button appears and not at every later painting.
const focusNow = (button: HTMLButtonElement | null): void => button?.focus()
