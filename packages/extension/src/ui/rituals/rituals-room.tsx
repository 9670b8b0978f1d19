/** *Rituals*, a room of the panel: what the two come back to, soonest first, and ready ones to begin with.
 *  Rules: FACE-3, RIT-1…5 */

import './rituals.css'
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { CoupleView, ShownRitual } from '@porchlight/shared/domain/view'
import { ritualPresets } from '@porchlight/shared/domain/ritual'
import { i18n } from '../copy/i18n.ts'
import { RoomHead } from '../panel/room-head.tsx'
import type { RoomProps } from '../panel/room-props.ts'
import { Press } from '../parts/press.tsx'
import { Said } from '../parts/said.tsx'
import type { Presses } from '../presses.ts'
import { CalendarForm } from './calendar-form.tsx'
import { type Open, seenOf } from './open-ritual.ts'
import { presetRitual } from './presets.ts'
import { RitualCard } from './ritual-card.tsx'
import { rhythmWords, titleWords } from './ritual-words.ts'
import { RitualEditor } from './ritual-editor.tsx'
import { fitsCalendar } from './calendar-file.ts'
import { nextTime } from './ritual-times.ts'
import { Temporal } from './temporal.ts'

export function RitualsRoom({ view, presses }: RoomProps) {
  return (
    <>
      <RoomHead title={i18n.t('rituals.title')} purpose={i18n.t('rituals.purpose')} view={view} />
      {view.state === 'couple' && <Rituals couple={view.couple} presses={presses} />}
    </>
  )
}

function Rituals({ couple, presses }: { couple: CoupleView; presses: Presses }) {
  const open = useSignal<Open>({ what: 'nothing' })
  const now = useMinutes()
  // Whoever reads is told in their own clock. It is written nowhere.
  const here = Temporal.Now.timeZoneId()
  const kept = soonestFirst(couple.rituals, now, here)
  const gone = couple.rituals.filter(({ state }) => state === 'gone')
  const { readOnly } = couple
  return (
    <div class="rituals stack">
      {kept.map((ritual) => (
        <RitualCard key={ritual.id} {...{ ritual, open, presses, now, here, readOnly }} />
      ))}
      {gone.map((ritual) => (
        <Gone key={ritual.id} ritual={ritual} presses={presses} readOnly={readOnly} />
      ))}
      <Said presses={presses} />
      {!readOnly && <Begin kept={kept} open={open} presses={presses} />}
      {kept.some(fitsCalendar) && <AllCalendar kept={kept.filter(fitsCalendar)} open={open} />}
    </div>
  )
}

function Begin({ kept, open, presses }: { kept: ShownRitual[]; open: Signal<Open>; presses: Presses }) {
  const isFirst = kept.length === 0
  const begun = new Set(kept.map(({ title }) => ('k' in title ? title.k : '')))
  const today = Temporal.Now.plainDateISO()
  if (open.value.what === 'new') return <RitualEditor open={open} presses={presses} current={undefined} />
  return (
    <section class="stack tight" aria-labelledby="begin-ritual">
      <h2 id="begin-ritual">{i18n.t(isFirst ? 'rituals.beginFirst' : 'rituals.begin')}</h2>
      {isFirst && <p class="soft">{i18n.t('rituals.beginHint')}</p>}
      <div class={isFirst ? 'ready stack tight' : 'row'}>
        {ritualPresets
          .filter((preset) => !begun.has(preset))
          .map((preset) => {
            const ritual = presetRitual(preset, today)
            const begin = () => presses.ask(`begin-${preset}`, { kind: 'set-ritual', ritual }, { key: 'rituals.begun' })
            return (
              <Press key={preset} presses={presses} name={`begin-${preset}`} onPress={() => void begin()}>
                {isFirst ? <b>{titleWords(ritual.title)}</b> : titleWords(ritual.title)}
                {isFirst && <span class="soft">{rhythmWords(ritual)}</span>}
              </Press>
            )
          })}
        <button type="button" class={isFirst ? 'own-ritual' : undefined} onClick={() => (open.value = { what: 'new' })}>
          {i18n.t('rituals.own')}
        </button>
      </div>
    </section>
  )
}

function Gone({ ritual, presses, readOnly }: { ritual: ShownRitual; presses: Presses; readOnly: boolean }) {
  const { id, version } = ritual
  const name = `bring-back-${id}`
  const back = () =>
    presses.ask(name, { kind: 'keep-ritual', version, seen: seenOf(ritual) }, { key: 'rituals.broughtBack' })
  return (
    <p class="row spread soft gone">
      <span>{i18n.t('rituals.gone', { title: titleWords(ritual.title) })}</span>
      {!readOnly && (
        <Press presses={presses} name={name} class="text-press" onPress={() => void back()}>
          {i18n.t('rituals.bringBack')}
        </Press>
      )}
    </p>
  )
}

function AllCalendar({ kept, open }: { kept: ShownRitual[]; open: Signal<Open> }) {
  if (open.value.what === 'all-calendar') {
    return (
      <section class="card">
        <CalendarForm rituals={kept} onClose={() => (open.value = { what: 'nothing' })} />
      </section>
    )
  }
  if (kept.length < 2) return null
  return (
    <button type="button" class="text-press all-calendar" onClick={() => (open.value = { what: 'all-calendar' })}>
      {i18n.t('rituals.allCalendar')}
    </button>
  )
}

function soonestFirst(rituals: readonly ShownRitual[], now: number, here: string): ShownRitual[] {
  const at = new Map(rituals.map((ritual) => [ritual.id, nextTime(ritual, now, here)?.at ?? Infinity]))
  const next = ({ id }: ShownRitual): number => at.get(id) ?? Infinity
  return rituals
    .filter(({ state }) => state === 'kept')
    .toSorted((left, right) => next(left) - next(right) || (left.id < right.id ? -1 : 1))
}

/** The time, looked at every minute: an evening becomes this evening while the room stands open. */
function useMinutes(): number {
  const now = useSignal(Date.now())
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now()
    }, 60_000)
    return () => clearInterval(timer)
  }, [now])
  return now.value
}
