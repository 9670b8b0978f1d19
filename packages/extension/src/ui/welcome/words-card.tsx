/** Four words on both sides, in large type. The one who invited decides (PAIR). */

import './pairing.css'
import { i18n } from '../copy/i18n.ts'
import type { PairingView } from '@porchlight/client/port/port'
import type { Acts } from '../acts.ts'
import { Press } from '../parts/press.tsx'
import { Waits } from '../parts/waits.tsx'
import { wordAt } from '../written-words.ts'

export type WordsView = Extract<PairingView, { step: 'words' }>

export function WordsCard({ pairing, acts }: { pairing: WordsView; acts: Acts }) {
  const own = pairing.own === true
  return (
    <>
      <div class="card words" role="group" aria-label={i18n.t('welcome.words')}>
        <ol>
          {pairing.words.map((place) => (
            <li key={place}>{wordAt(place)}</li>
          ))}
        </ol>
      </div>
      {pairing.role === 'inviter' ? (
        <div class="row">
          <Press
            acts={acts}
            name="them"
            class="warm"
            onPress={() => void acts.press('them', { kind: 'confirm-words' })}
          >
            {i18n.t(own ? 'devices.isMine' : 'welcome.isThem')}
          </Press>
          <Press acts={acts} name="not-them" onPress={() => void acts.press('not-them', { kind: 'reject-words' })}>
            {i18n.t(own ? 'devices.notMine' : 'welcome.notThem')}
          </Press>
        </div>
      ) : (
        <div class="row spread">
          <p class="row soft">
            <Waits words="" /> {i18n.t(own ? 'devices.wordsWait' : 'welcome.wordsWait')}
          </p>
          <Press acts={acts} name="stop" class="bare" onPress={() => void acts.press('stop', { kind: 'stop-joining' })}>
            {i18n.t('welcome.stopJoining')}
          </Press>
        </div>
      )}
    </>
  )
}

/** What to do with the words, and who is at the door. */
export function wordsLead(pairing: WordsView): string {
  const named = pairing.role === 'inviter' && pairing.name !== '' ? pairing.name : undefined
  if (pairing.own === true) {
    if (pairing.role === 'joiner') return i18n.t('devices.wordsJoiner')
    return named === undefined ? i18n.t('devices.wordsNoLabel') : i18n.t('devices.words', { label: named })
  }
  if (pairing.role === 'joiner') return i18n.t('welcome.wordsJoiner')
  return named === undefined ? i18n.t('welcome.wordsInviterNoName') : i18n.t('welcome.wordsInviter', { name: named })
}
