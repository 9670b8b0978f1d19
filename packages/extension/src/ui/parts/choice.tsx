/** A box or a round mark with its words, and a hint below them. */

import { useId } from 'preact/hooks'

export function Choice(props: {
  type: 'checkbox' | 'radio'
  label: string
  hint?: string
  checked: boolean
  group?: string
  onChoose: (checked: boolean) => void
}) {
  const id = useId()
  return (
    <label class="choice">
      <input
        type={props.type}
        name={props.group}
        checked={props.checked}
        aria-labelledby={`${id}-label`}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => props.onChoose(event.currentTarget.checked)}
      />
      <span>
        <span id={`${id}-label`}>{props.label}</span>
        {props.hint !== undefined && (
          <span class="hint" id={`${id}-hint`}>
            {props.hint}
          </span>
        )}
      </span>
    </label>
  )
}
