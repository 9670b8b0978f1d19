/** Whose clock: each one's own, or one, chosen from a list. This browser's zone is read when somebody asks for it, and then it is
 *  chosen like any other. Rule: RIT-2 */

import { useId } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import { Choice } from '../parts/choice.tsx'
import { placeOf } from './ritual-copy.ts'
import type { RitualDraft } from './ritual-draft.ts'
import { Temporal } from './temporal.ts'

export function ClockField({
  draft,
  onChange,
}: {
  draft: RitualDraft
  onChange: (change: Partial<RitualDraft>) => void
}) {
  const id = useId()
  return (
    <fieldset>
      <legend>{i18n.t('rituals.whoseClock')}</legend>
      <Choice
        type="radio"
        group={id}
        label={i18n.t('rituals.eachClock')}
        hint={i18n.t('rituals.eachClockHint')}
        checked={draft.clock === 'each'}
        onChoose={() => onChange({ clock: 'each' })}
      />
      <Choice
        type="radio"
        group={id}
        label={i18n.t('rituals.oneClock')}
        hint={i18n.t('rituals.oneClockHint')}
        checked={draft.clock === 'one'}
        onChoose={() => onChange({ clock: 'one' })}
      />
      {draft.clock === 'one' && (
        <div class="field rise">
          <label for={`${id}-zone`}>{i18n.t('rituals.zone')}</label>
          <div class="zone">
            <select
              id={`${id}-zone`}
              value={draft.zone}
              onChange={(event) => onChange({ zone: event.currentTarget.value })}
            >
              <option value="">{i18n.t('rituals.zoneChoose')}</option>
              {zonesByRegion(draft.zone).map(([region, zones]) => (
                <optgroup key={region} label={region}>
                  {zones.map((zone) => (
                    <option key={zone} value={zone}>
                      {placeOf(zone)}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
            <button type="button" onClick={() => onChange({ zone: Temporal.Now.timeZoneId() })}>
              {i18n.t('rituals.zoneHere')}
            </button>
          </div>
        </div>
      )}
    </fieldset>
  )
}

/** What this browser knows, and the one that is chosen, whatever it is. */
function zonesByRegion(chosen: string): [string, string[]][] {
  const known = Intl.supportedValuesOf('timeZone')
  const zones = chosen === '' || known.includes(chosen) ? known : [...known, chosen]
  return [...Map.groupBy(zones, (zone) => zone.split('/')[0] ?? zone)]
}
