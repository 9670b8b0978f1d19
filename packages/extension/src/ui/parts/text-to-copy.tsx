/** Words to be taken elsewhere, whole in a field that selects itself; and a press that copies them. Where a browser refuses its
 *  clipboard they are there to be copied by hand. */

import { type ReadonlySignal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

export function TextToCopy(props: { label: string; text: string; rows: number; children?: ComponentChildren }) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <textarea
        id={id}
        class="link"
        readOnly
        autocomplete="off"
        rows={props.rows}
        value={props.text}
        onFocus={(event) => event.currentTarget.select()}
      />
      {props.children}
    </div>
  )
}

export interface Copying {
  /** '' until it was tried */
  outcome: ReadonlySignal<'' | 'copied' | 'failed'>
  copy(text: string): Promise<void>
}

export function useCopying(): Copying {
  const outcome = useSignal<'' | 'copied' | 'failed'>('')
  return {
    outcome,
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text)
        outcome.value = 'copied'
      } catch {
        outcome.value = 'failed'
      }
    },
  }
}
