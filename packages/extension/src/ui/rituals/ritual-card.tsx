/** One ritual: its name, how often, when next, and what can be done with it. */

import type { Signal } from '@preact/signals'
import type { ShownRitual } from '@porchlight/shared/domain/view'
import { i18n } from '../copy/i18n.ts'
import { say } from '../copy/say.ts'
import { Press } from '../parts/press.tsx'
import type { Presses } from '../presses.ts'
import { fitsCalendar } from './calendar-file.ts'
import { CalendarForm } from './calendar-form.tsx'
import { clockOf, nextOf } from './ritual-copy.ts'
import { RitualEditor } from './ritual-editor.tsx'
import { type Open, seenOf } from './open-ritual.ts'
import { locale, rhythmWords, titleWords } from './ritual-words.ts'

export function RitualCard(props: {
  ritual: ShownRitual
  open: Signal<Open>
  presses: Presses
  now: number
  here: string
  readOnly: boolean
}) {
  const { ritual, open, presses, readOnly } = props
  const { id } = ritual
  const close = (): void => {
    open.value = { what: 'nothing', from: id }
  }
  const opened = open.value
  if (opened.what === 'change' && opened.id === id) return <RitualEditor {...{ open, presses }} current={ritual} />
  const title = titleWords(ritual.title)
  const clock = clockOf(ritual.zone)
  const around = [...(clock === undefined ? [] : [clock]), ...nextOf(ritual, props.now, props.here, locale())]
  return (
    <section class="card ritual" aria-labelledby={`ritual-${id}`}>
      <h2 id={`ritual-${id}`}>
        <bdi>{title}</bdi>
      </h2>
      <p>{rhythmWords(ritual)}</p>
      {around.map((phrase) => (
        <p key={phrase.key} class="soft">
          {say(phrase)}
        </p>
      ))}
      <Besides ritual={ritual} presses={presses} readOnly={readOnly} />
      {opened.what === 'calendar' && opened.id === id ? (
        <CalendarForm rituals={[ritual]} onClose={close} />
      ) : (
        <div class="row ritual-acts">
          {fitsCalendar(ritual) && (
            <button
              type="button"
              class="text-press"
              aria-label={i18n.t('rituals.calendarNamed', { title })}
              onClick={() => (open.value = { what: 'calendar', id })}
            >
              {i18n.t('rituals.calendar')}
            </button>
          )}
          {!readOnly && (
            <button
              type="button"
              class="text-press"
              aria-label={i18n.t('rituals.changeNamed', { title })}
              ref={opened.what === 'nothing' && opened.from === id ? focusNow : null}
              onClick={() => (open.value = { what: 'change', id })}
            >
              {i18n.t('rituals.change')}
            </button>
          )}
          {!fitsCalendar(ritual) && <p class="soft">{i18n.t('rituals.noCalendar')}</p>}
        </div>
      )}
    </section>
  )
}

// Stable, so that it runs when the form has closed and not at every later painting.
const focusNow = (button: HTMLButtonElement | null): void => button?.focus()

/** What the other wrote at the same moment. No word is lost; one press keeps either. */
function Besides({ ritual, presses, readOnly }: { ritual: ShownRitual; presses: Presses; readOnly: boolean }) {
  if (ritual.state !== 'kept' || ritual.besides.length === 0) return null
  const keep = (version: string) =>
    presses.ask(`keep-${version}`, { kind: 'keep-ritual', version, seen: seenOf(ritual) })
  return (
    <div class="stack tight besides">
      <p class="soft">{i18n.t('rituals.besides')}</p>
      {ritual.besides.map((beside) => (
        <div key={beside.version} class="stack tight">
          <p>
            <b>
              <bdi>{titleWords(beside.title)}</bdi>
            </b>
            <br />
            {rhythmWords(beside)}
          </p>
          {!readOnly && (
            <div class="row">
              <Press presses={presses} name={`keep-${beside.version}`} onPress={() => void keep(beside.version)}>
                {i18n.t('rituals.keepBeside')}
              </Press>
              <Press presses={presses} name={`keep-${ritual.version}`} onPress={() => void keep(ritual.version)}>
                {i18n.t('rituals.keepFirst')}
              </Press>
            </div>
          )}
        </div>
      ))}
    </div>
  )
}
