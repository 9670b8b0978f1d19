/** Words to begin from: a press puts them into the field, where they can be changed. */

import type { Signal } from '@preact/signals'

export function Starters(props: { label: string; words: readonly string[]; into: Signal<string> }) {
  return (
    <div class="starters" role="group" aria-label={props.label}>
      {props.words.map((words) => (
        <button
          key={words}
          type="button"
          aria-pressed={props.into.value.trim() === words}
          onClick={() => {
            props.into.value = props.into.value.trim() === words ? '' : words
          }}
        >
          {words}
        </button>
      ))}
    </div>
  )
}
