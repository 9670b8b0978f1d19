/** A button that asks one thing of the background and shows when it waits for the answer. */

import type { ComponentChildren } from 'preact'
import type { Presses } from '../presses.ts'
import { Waits } from './waits.tsx'

export function Press(props: {
  presses: Presses
  name: string
  onPress: () => void
  class?: string | undefined
  children: ComponentChildren
  focused?: boolean
  /** For a button that stays down. */
  pressed?: boolean
}) {
  const waits = props.presses.waiting.value === props.name
  return (
    <button
      type="button"
      class={props.class}
      aria-pressed={props.pressed}
      aria-disabled={waits ? 'true' : undefined}
      onClick={() => !waits && props.onPress()}
      ref={props.focused === true ? focusOnce : null}
    >
      {props.children} {waits && <Waits />}
    </button>
  )
}

// The popup's one action is under the finger as it opens, without hiding what stands above it.
const focusOnce = (button: HTMLButtonElement | null): void => {
  if (document.activeElement === document.body) button?.focus({ preventScroll: true })
}
