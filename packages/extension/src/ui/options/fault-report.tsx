/** *Something is wrong?*: what this Porchlight is and how it is doing, shown before it is copied. */

import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import type { Presses } from '../presses.ts'
import { i18n } from '../copy/i18n.ts'
import { Press } from '../parts/press.tsx'

export function FaultReport({ presses }: { presses: Presses }) {
  const id = useId()
  const report = useSignal('')
  const copied = useSignal<'' | 'fault.copied' | 'fault.copyFailed'>('')
  const read = async (): Promise<void> => {
    const answer = await presses.ask('report', { kind: 'report' })
    if (answer?.ok === true) report.value = answer.value ?? ''
  }
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(report.value)
      copied.value = 'fault.copied'
    } catch {
      // The text is there to be selected.
      copied.value = 'fault.copyFailed'
    }
  }
  if (report.value === '') {
    return (
      <div class="row">
        <Press presses={presses} name="report" class="bare" onPress={() => void read()}>
          {i18n.t('fault.title')}
        </Press>
      </div>
    )
  }
  return (
    <div class="stack report">
      <p>{i18n.t('fault.text')}</p>
      <div class="field">
        <label for={id}>{i18n.t('fault.report')}</label>
        <textarea
          id={id}
          class="link"
          readOnly
          autocomplete="off"
          rows={report.value.split('\n').length}
          value={report.value}
          onFocus={(event) => event.currentTarget.select()}
        />
      </div>
      <div class="row">
        <button type="button" onClick={() => void copy()}>
          {i18n.t('fault.copy')}
        </button>
        <span role="status" class="soft">
          {copied.value !== '' && i18n.t(copied.value)}
        </span>
      </div>
    </div>
  )
}
