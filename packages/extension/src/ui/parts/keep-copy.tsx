/** *Keep a copy*: asks for the couple's content and saves it as a file (LEAVE-2). */

import { useSignal } from '@preact/signals'
import { i18n } from '../copy/i18n.ts'
import type { Presses } from '../presses.ts'
import { Press } from './press.tsx'
import { saveFile } from './save-file.ts'

export function KeepCopy({ presses }: { presses: Presses }) {
  const saved = useSignal(false)
  const keep = async (): Promise<void> => {
    const answer = await presses.ask('export', { kind: 'export' })
    if (answer?.ok !== true || answer.value === undefined) return
    saveFile('porchlight.json', 'application/json', answer.value)
    saved.value = true
  }
  return (
    <div class="row">
      <Press presses={presses} name="export" onPress={() => void keep()}>
        {i18n.t('options.keepCopy')}
      </Press>
      <span role="status" class="soft">
        {saved.value && i18n.t('options.copySaved')}
      </span>
    </div>
  )
}
