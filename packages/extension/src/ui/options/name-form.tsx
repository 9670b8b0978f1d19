/** The name this partner shows. */

import { useSignal } from '@preact/signals'
import { i18n } from '../copy/i18n.ts'
import { limits } from '@porchlight/shared/domain/text-limit'
import type { Presses } from '../presses.ts'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'

export function NameForm({ name, presses }: { name: string; presses: Presses }) {
  const typed = useSignal(name)
  const save = async (): Promise<void> => {
    const chosen = typed.value.trim()
    if (chosen === '') return presses.tell({ key: 'deviceRefusal.noName' })
    if (chosen === name) return
    await presses.ask('name', { kind: 'set-name', name: chosen }, { key: 'options.nameSaved' })
  }
  return (
    <div class="own-name">
      <TextField
        label={i18n.t('options.nameField')}
        hint={i18n.t('welcome.nameHint')}
        value={typed}
        limit={limits.name}
        onEnter={() => void save()}
      />
      {typed.value.trim() !== name && (
        <Press presses={presses} name="name" onPress={() => void save()}>
          {i18n.t('options.save')}
        </Press>
      )}
    </div>
  )
}
