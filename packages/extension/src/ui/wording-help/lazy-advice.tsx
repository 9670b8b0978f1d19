/** Room for wording help beside a field: its code is fetched with the first letter somebody types, and only where it is wanted.
 *  Rules: WORD-3, WORD-5 */

import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useContext, useEffect, useRef } from 'preact/hooks'
import type { FieldAdviceProps } from './field-advice.tsx'
import { WordingHelp } from './wording-help-context.ts'

export function LazyAdvice(props: Omit<FieldAdviceProps, 'field'> & { field: FieldAdviceProps['field'] | undefined }) {
  const { field, value } = props
  const isWanted = useContext(WordingHelp)
  const loaded = useSignal<{ View: ComponentType<FieldAdviceProps> } | undefined>(undefined)
  const begunWith = useRef(value.peek())
  const isTyped = value.value !== begunWith.current
  useEffect(() => {
    if (!isWanted || !isTyped) return
    import('./field-advice.tsx').then(
      ({ FieldAdvice }) => {
        loaded.value = { View: FieldAdvice }
      },
      // The extension was updated while this page was open: one writes on without help.
      () => undefined,
    )
  }, [isWanted, isTyped, loaded])
  const View = loaded.value?.View
  return isWanted && field !== undefined && View !== undefined ? <View {...props} field={field} /> : null
}
