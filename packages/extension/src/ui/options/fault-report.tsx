/** *Something is wrong?*: what this Porchlight is and how it is doing, shown before it is copied. */

import { useSignal } from '@preact/signals'
import type { Presses } from '../presses.ts'
import { i18n } from '../copy/i18n.ts'
import { Press } from '../parts/press.tsx'
import { TextToCopy, useCopying } from '../parts/text-to-copy.tsx'

const said = { copied: 'fault.copied', failed: 'fault.copyFailed' } as const

export function FaultReport({ presses }: { presses: Presses }) {
  const report = useSignal('')
  const { outcome, copy } = useCopying()
  const read = async (): Promise<void> => {
    const answer = await presses.ask('report', { kind: 'report' })
    if (answer?.ok === true) report.value = answer.value ?? ''
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
      <TextToCopy label={i18n.t('fault.report')} text={report.value} rows={report.value.split('\n').length} />
      <div class="row">
        <button type="button" onClick={() => void copy(report.value)}>
          {i18n.t('fault.copy')}
        </button>
        <span role="status" class="soft">
          {outcome.value !== '' && i18n.t(said[outcome.value])}
        </span>
      </div>
    </div>
  )
}
