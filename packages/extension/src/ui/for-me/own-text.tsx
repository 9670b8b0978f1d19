/** A field of one's own: what stands there follows what is kept, and what is typed is told. */

import { useSignal } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'
import { TextField } from '../parts/text-field.tsx'

export function OwnText(props: {
  label: string
  text: string
  onText: (text: string) => void
  limit: number
  rows?: number
  hint?: string
  placeholder?: string
  focused?: boolean
}) {
  const { text, onText } = props
  const typed = useSignal(text)
  // In the same turn as the painting: a later one would put an older text over letters typed since.
  useLayoutEffect(() => {
    typed.value = text
  }, [typed, text])
  return <TextField {...props} rows={props.rows ?? 2} value={typed} onText={onText} />
}
