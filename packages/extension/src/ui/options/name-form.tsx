/** The name this partner shows. */

import { useSignal } from '@preact/signals'
import { i18n } from '../copy/i18n.ts'
import { limits } from '@porchlight/shared/domain/text-limit'
import type { Acts } from '../acts.ts'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'

export function NameForm({ name, acts }: { name: string; acts: Acts }) {
  const typed = useSignal(name)
  const save = async (): Promise<void> => {
    const chosen = typed.value.trim()
    if (chosen === '') return acts.tell({ key: 'deviceRefusal.noName' })
    if (chosen === name) return
    await acts.press('name', { kind: 'set-name', name: chosen }, { key: 'options.nameSaved' })
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
        <Press acts={acts} name="name" onPress={() => void save()}>
          {i18n.t('options.save')}
        </Press>
      )}
    </div>
  )
}
