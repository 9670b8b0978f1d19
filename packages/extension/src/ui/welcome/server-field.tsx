/** The address of the server, looked at when the field is left. */

import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { Presses } from '../presses.ts'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { TextField } from '../parts/text-field.tsx'
import { Waits } from '../parts/waits.tsx'

type Look = { state: 'not-yet' } | { state: 'looking' } | { state: 'good' } | { state: 'refused'; sentence: string }

export function ServerField(props: {
  value: Signal<string>
  initial: string
  hint?: string
  presses: Presses
  problem: string | undefined
}) {
  const look = useSignal<Look>({ state: 'not-yet' })
  const { value, initial, presses } = props
  useEffect(() => {
    if (value.peek() === '') value.value = initial
  }, [value, initial])

  const check = async (): Promise<void> => {
    const server = value.value.trim()
    if (server === '') return
    look.value = { state: 'looking' }
    const answer = await presses.ask(`server-${server}`, { kind: 'check-server', server })
    presses.tell(undefined)
    if (answer === undefined || server !== value.peek().trim()) return
    look.value = answer.ok ? { state: 'good' } : { state: 'refused', sentence: i18n.t(refusalKeys[answer.reason]) }
  }

  const now = look.value
  return (
    <TextField
      label={i18n.t('welcome.serverField')}
      hint={props.hint ?? i18n.t('welcome.serverHint')}
      value={value}
      url
      onLeave={() => void check()}
      problem={props.problem ?? (now.state === 'refused' ? now.sentence : undefined)}
    >
      <p class="soft look" role="status">
        {now.state === 'good' && i18n.t('welcome.serverOk')}
        {now.state === 'looking' && <Waits words={i18n.t('welcome.serverChecking')} />}
      </p>
    </TextField>
  )
}
