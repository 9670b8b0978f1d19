/** Each one's own switch: instant, alone, without a reason; a word only if one likes (PAUSE-1, PAUSE-2). */

import { useSignal } from '@preact/signals'
import { i18n } from '#i18n'
import type { PauseNote } from '@porchlight/shared/domain/pause'
import type { CoupleView } from '@porchlight/shared/domain/view'
import type { Acts } from '../acts.ts'
import { myPauseKeys, pauseKeys, theirPauseKeys } from '../copy/pause-copy.ts'
import { say } from '../copy/say.ts'
import { Press } from '../parts/press.tsx'

export function PauseRow({ couple, name, acts }: { couple: CoupleView; name: string; acts: Acts }) {
  const { pause } = couple
  return (
    <section class="pause stack tight">
      {pause.theirNote !== undefined && (
        <p class="soft">{say({ key: theirPauseKeys[pause.theirNote], values: { name } })}</p>
      )}
      {pause.myNote !== undefined && <p class="soft">{i18n.t(myPauseKeys[pause.myNote])}</p>}
      {pause.mine ? (
        <div class="row">
          <Press
            acts={acts}
            name="come-back"
            class="leaning"
            onPress={() => void acts.press('come-back', { kind: 'come-back' })}
          >
            {i18n.t('pause.back')}
          </Press>
        </div>
      ) : (
        <PauseButtons acts={acts} />
      )}
    </section>
  )
}

function PauseButtons({ acts }: { acts: Acts }) {
  const choosing = useSignal(false)
  const pause = (note?: PauseNote): void =>
    void acts.press('pause', note === undefined ? { kind: 'pause' } : { kind: 'pause', note })
  return (
    <>
      <div class="row">
        <Press acts={acts} name="pause" class="bare" onPress={() => pause()}>
          {i18n.t('pause.pause')}
        </Press>
        <button
          type="button"
          class="bare"
          aria-expanded={choosing.value}
          onClick={() => {
            choosing.value = !choosing.value
          }}
        >
          {i18n.t('pause.withNote')}
        </button>
      </div>
      {choosing.value && (
        <div class="row rise" role="group" aria-label={i18n.t('pause.withNote')}>
          {pauseNotes.map((note) => (
            <button key={note} type="button" onClick={() => pause(note)}>
              {i18n.t(pauseKeys[note])}
            </button>
          ))}
        </div>
      )}
    </>
  )
}

const pauseNotes = Object.keys(pauseKeys) as PauseNote[]
