/** *Add to my calendar*: what the calendar calls it, whether it reminds, and the file. Rules: RIT-4, COPY-1 */

import { useSignal } from '@preact/signals'
import { limits, cleanLine, fitsIn } from '@porchlight/shared/domain/text-limit'
import type { ShownRitual } from '@porchlight/shared/domain/view'
import { i18n } from '../copy/i18n.ts'
import { type MessageKey, say } from '../copy/say.ts'
import { Choice } from '../parts/choice.tsx'
import { Combo } from '../parts/combo.tsx'
import { saveFile } from '../parts/save-file.ts'
import { TextField } from '../parts/text-field.tsx'
import { calendarFile } from './calendar-file.ts'
import { titleWords } from './ritual-words.ts'

const reminders: { value: string; key: MessageKey; alarm?: number }[] = [
  { value: 'none', key: 'rituals.noReminder' },
  { value: 'then', key: 'rituals.reminderThen', alarm: 0 },
  { value: 'ten', key: 'rituals.reminder10', alarm: 10 },
  { value: 'hour', key: 'rituals.reminder60', alarm: 60 },
]

/** @param props.rituals each of which fits a calendar */
export function CalendarForm({ rituals, onClose }: { rituals: readonly ShownRitual[]; onClose: () => void }) {
  const title = useSignal(i18n.t('rituals.neutralTitle'))
  const ownTitles = useSignal(false)
  const reminder = useSignal('none')
  const saved = useSignal(false)
  const isFit = ownTitles.value || (cleanLine(title.value) !== '' && fitsIn(limits.ritual, title.value))
  const save = (): void => {
    if (!isFit) return
    const alarm = reminders.find(({ value }) => value === reminder.value)?.alarm
    const text = calendarFile(
      rituals.map((ritual) => ({
        ritual,
        title: ownTitles.value ? titleWords(ritual.title) : cleanLine(title.value),
        alarm,
      })),
    )
    // The name says nothing either: it stays in a folder others may look into.
    saveFile('time-for-us.ics', 'text/calendar', text)
    saved.value = true
  }
  return (
    <form
      class="stack calendar-form"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      {!ownTitles.value && (
        <TextField
          label={i18n.t('rituals.calendarTitle')}
          hint={i18n.t('rituals.calendarHint')}
          value={title}
          limit={limits.ritual}
          focused
        />
      )}
      {rituals.length > 1 && (
        <Choice
          type="checkbox"
          label={i18n.t('rituals.ownTitles')}
          hint={i18n.t('rituals.ownTitlesHint')}
          checked={ownTitles.value}
          onChoose={(checked) => (ownTitles.value = checked)}
        />
      )}
      <Combo
        label={i18n.t('rituals.reminder')}
        value={reminder.value}
        options={reminders.map(({ value, key }) => ({ value, words: say({ key }) }))}
        onChoose={(value) => (reminder.value = value)}
      />
      <div class="row">
        <button type="submit" class="leaning" aria-disabled={isFit ? undefined : 'true'}>
          {i18n.t('rituals.saveFile')}
        </button>
        <button type="button" onClick={onClose}>
          {i18n.t(saved.value ? 'rituals.done' : 'common.neverMind')}
        </button>
      </div>
      <p role="status" class="soft">
        {saved.value && i18n.t('rituals.saved')}
      </p>
    </form>
  )
}
