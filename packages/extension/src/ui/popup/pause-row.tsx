/** My own pause, while it lasts: the way back, and a ready word for the other if I like (PAUSE-1, PAUSE-2). */

import { i18n } from '../copy/i18n.ts'
import type { PauseNote } from '@porchlight/shared/domain/pause'
import type { CoupleView } from '@porchlight/shared/domain/view'
import type { Presses } from '../presses.ts'
import { pauseKeys, theirPauseKeys } from '../copy/pause-copy.ts'
import { say } from '../copy/say.ts'
import { Press } from '../parts/press.tsx'
import type { CoupleScreen } from './couple-screen.ts'

export function PauseRow({ view, name, presses }: { view: CoupleScreen; name: string; presses: Presses }) {
  const { pause } = view.couple
  if (!pause.mine) return null
  return (
    <section class="pause card stack">
      <Press
        presses={presses}
        name="come-back"
        class="leaning"
        onPress={() => void presses.ask('come-back', { kind: 'come-back' })}
      >
        {i18n.t('pause.back')}
      </Press>
      {pause.myNote !== undefined && <p>{i18n.t(pauseKeys[pause.myNote])}</p>}
      {view.settings.mute && view.settings.privateMode && <p class="soft">{i18n.t('pause.quietToo')}</p>}
      <details class="pause-word">
        <summary>{i18n.t('pause.withNote', { name })}</summary>
        <div class="pause-notes" role="group" aria-label={i18n.t('pause.withNote', { name })}>
          {pauseNotes.map((note) => (
            <Press
              key={note}
              presses={presses}
              name={`pause-${note}`}
              pressed={pause.myNote === note}
              onPress={() =>
                void presses.ask(`pause-${note}`, pause.myNote === note ? { kind: 'pause' } : { kind: 'pause', note })
              }
            >
              {i18n.t(pauseKeys[note])}
            </Press>
          ))}
        </div>
      </details>
    </section>
  )
}

/** What the other said with their pause, if anything. */
export function TheirPauseNote({ couple, name }: { couple: CoupleView; name: string }) {
  const note = couple.pause.theirNote
  return note === undefined ? null : <p class="soft">{say({ key: theirPauseKeys[note], values: { name } })}</p>
}

const pauseNotes = Object.keys(pauseKeys) as PauseNote[]
