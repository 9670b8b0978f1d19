/** Four words on both sides, in large type. Both compare, both decide (PAIR-6). */

import './pairing.css'
import { i18n } from '../copy/i18n.ts'
import type { PairingView } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { Press } from '../parts/press.tsx'
import { Waits } from '../parts/waits.tsx'
import { wordAt } from '../written-words.ts'

export type WordsView = Extract<PairingView, { step: 'words' }>

const yesKeys = {
  inviter: { other: 'welcome.isThem', own: 'devices.isMine' },
  joiner: { other: 'welcome.wordsSame', own: 'welcome.wordsSame' },
} as const
const noKeys = {
  inviter: { other: 'welcome.notThem', own: 'devices.notMine' },
  joiner: { other: 'welcome.wordsDiffer', own: 'welcome.wordsDiffer' },
} as const

export function WordsCard({ pairing, presses }: { pairing: WordsView; presses: Presses }) {
  const own = pairing.own === true
  return (
    <>
      <div class="card words" role="group" aria-label={i18n.t('welcome.words')}>
        <ol lang="en" dir="ltr">
          {pairing.words.map((place) => (
            <li key={place}>{wordAt(place)}</li>
          ))}
        </ol>
      </div>
      {pairing.role === 'joiner' && pairing.saidYes === true && (
        <p class="row soft" role="status">
          <Waits words="" /> {i18n.t(own ? 'devices.wordsWait' : 'welcome.wordsWait')}
        </p>
      )}
      <div class="row">
        {!(pairing.role === 'joiner' && pairing.saidYes === true) && (
          <Press
            presses={presses}
            name="them"
            class="warm"
            onPress={() => void presses.ask('them', { kind: 'confirm-words' })}
          >
            {i18n.t(yesKeys[pairing.role][own ? 'own' : 'other'])}
          </Press>
        )}
        <Press presses={presses} name="not-them" onPress={() => void presses.ask('not-them', { kind: 'reject-words' })}>
          {i18n.t(noKeys[pairing.role][own ? 'own' : 'other'])}
        </Press>
      </div>
    </>
  )
}

/** What to do with the words, and who is at the door. */
export function wordsLead(pairing: WordsView): string {
  const named = pairing.role === 'inviter' && pairing.name !== '' ? pairing.name : undefined
  if (pairing.own === true) {
    if (pairing.role === 'joiner') return joinerLead(pairing, 'devices')
    return named === undefined ? i18n.t('devices.wordsNoLabel') : i18n.t('devices.words', { label: named })
  }
  if (pairing.role === 'joiner') return joinerLead(pairing, 'welcome')
  return named === undefined ? i18n.t('welcome.wordsInviterNoName') : i18n.t('welcome.wordsInviter', { name: named })
}

function joinerLead(pairing: Extract<WordsView, { role: 'joiner' }>, of: 'devices' | 'welcome'): string {
  if (pairing.saidYes === true) return i18n.t('welcome.wordsSaid')
  return i18n.t(pairing.otherSaidYes === true ? `${of}.wordsOtherYes` : `${of}.wordsJoiner`)
}
