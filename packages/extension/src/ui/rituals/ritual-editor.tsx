/** Changing a ritual, or beginning one of one's own. What is typed stays where it is when the other changes it meanwhile: it is
 *  told, and the next press keeps what is here. */

import { type Signal, useSignal } from '@preact/signals'
import type { ShownRitual } from '@porchlight/shared/domain/view'
import { limits } from '@porchlight/shared/domain/text-limit'
import { i18n } from '../copy/i18n.ts'
import type { MessageKey } from '../copy/say.ts'
import { Combo } from '../parts/combo.tsx'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'
import type { Presses } from '../presses.ts'
import { ClockField } from './clock-field.tsx'
import { RhythmField } from './rhythm-field.tsx'
import { lengthWords, rhythmWords, titleWords } from './ritual-words.ts'
import { type RitualDraft, draftOf, newDraft, ritualFrom } from './ritual-draft.ts'
import { type Open, seenOf } from './open-ritual.ts'
import { Temporal } from './temporal.ts'

const lengths = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240]
const missingKeys: Record<'day' | 'zone', MessageKey> = { day: 'rituals.noDay', zone: 'rituals.noZone' }

/** @param props.current as it stands now; undefined for a new one */
export function RitualEditor(props: { open: Signal<Open>; presses: Presses; current: ShownRitual | undefined }) {
  const { open, presses, current } = props
  const today = Temporal.Now.plainDateISO()
  /** As it was when it was opened, or when the writer was last told what came. */
  const base = useSignal(current)
  const draft = useSignal(current === undefined ? newDraft(today) : draftOf(current, titleWords(current.title)))
  const title = useSignal(draft.peek().title)
  const told = useSignal<ShownRitual | undefined>(undefined)
  const set = (change: Partial<RitualDraft>): void => {
    draft.value = { ...draft.value, ...change }
  }
  const close = (): void => {
    open.value = { what: 'nothing', ...(current === undefined ? {} : { from: current.id }) }
  }
  const save = async (): Promise<void> => {
    const made = ritualFrom({ ...draft.value, title: title.value }, base.value, today)
    if (!made.ok) return presses.tell({ key: missingKeys[made.missing] })
    const seen = base.value === undefined ? {} : { seen: seenOf(base.value) }
    const result = await presses.ask('set-ritual', { kind: 'set-ritual', ritual: made.ritual, ...seen })
    if (result?.ok === true) return close()
    if (result?.reason !== 'ritual-changed') return
    told.value = current
    base.value = current
  }
  const letGo = async (): Promise<void> => {
    if (current === undefined) return
    const result = await presses.ask('remove-ritual', { kind: 'remove-ritual', seen: seenOf(current) })
    if (result?.ok === true) close()
  }
  const { minutes, time } = draft.value
  return (
    <form
      class="card stack ritual-editor"
      aria-label={current === undefined ? i18n.t('rituals.newTitle') : titleWords(current.title)}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        // Here it closes the form, not the page.
        event.stopPropagation()
        close()
      }}
    >
      <TextField
        label={i18n.t('rituals.name')}
        placeholder={i18n.t('rituals.namePlaceholder')}
        value={title}
        limit={limits.ritual}
        focused
      />
      <RhythmField draft={draft.value} today={today} onChange={set} />
      <div class="side-by-side">
        <div class="field">
          <label for="ritual-time">{i18n.t('rituals.time')}</label>
          <input
            id="ritual-time"
            type="time"
            required
            value={time}
            onInput={(event) => set({ time: event.currentTarget.value })}
          />
        </div>
        <Combo
          label={i18n.t('rituals.length')}
          value={String(minutes)}
          options={[...new Set([...lengths, minutes])]
            .toSorted((left, right) => left - right)
            .map((length) => ({ value: String(length), words: lengthWords(length) }))}
          onChoose={(value) => set({ minutes: Number(value) })}
        />
      </div>
      <ClockField draft={draft.value} onChange={set} />
      {told.value !== undefined && <ItNowSays ritual={told.value} />}
      <div class="row">
        <Press presses={presses} name="set-ritual" class="warm" onPress={() => void save()}>
          {i18n.t('rituals.save')}
        </Press>
        <button type="button" onClick={close}>
          {i18n.t('common.neverMind')}
        </button>
        {current !== undefined && (
          <Press presses={presses} name="remove-ritual" class="bare" onPress={() => void letGo()}>
            {i18n.t('rituals.letGo')}
          </Press>
        )}
      </div>
    </form>
  )
}

const ItNowSays = ({ ritual }: { ritual: ShownRitual }) => (
  <p class="now-says" role="status">
    {ritual.state === 'gone'
      ? i18n.t('rituals.nowGone')
      : i18n.t('rituals.now', { title: titleWords(ritual.title), rhythm: rhythmWords(ritual) })}
  </p>
)
