/** Four words on both sides. The one who invited decides (PAIR). */

import { wordlist } from '@scure/bip39/wordlists/english.js'
import { i18n } from '#i18n'
import type { PairingView } from '../../background/port.ts'
import type { Acts } from '../acts.ts'
import { Press } from '../parts/press.tsx'
import { Said } from '../parts/said.tsx'
import { Waits } from '../parts/waits.tsx'

export function SafetyWords({ pairing, acts }: { pairing: Extract<PairingView, { step: 'words' }>; acts: Acts }) {
  return (
    <section class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t('welcome.wordsTitle')}</h1>
        <p class="lead">{leadOf(pairing)}</p>
      </header>
      <div class="card words" role="group" aria-label={i18n.t('welcome.words')}>
        <ol>
          {pairing.words.map((place) => (
            <li key={place}>{wordlist[place]}</li>
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
            {i18n.t('welcome.isThem')}
          </Press>
          <Press acts={acts} name="not-them" onPress={() => void acts.press('not-them', { kind: 'reject-words' })}>
            {i18n.t('welcome.notThem')}
          </Press>
        </div>
      ) : (
        <div class="row spread">
          <p class="row soft">
            <Waits words="" /> {i18n.t('welcome.wordsWait')}
          </p>
          <Press acts={acts} name="stop" class="bare" onPress={() => void acts.press('stop', { kind: 'stop-joining' })}>
            {i18n.t('welcome.stopJoining')}
          </Press>
        </div>
      )}
      <Said acts={acts} />
    </section>
  )
}

function leadOf(pairing: Extract<PairingView, { step: 'words' }>): string {
  if (pairing.role === 'joiner') return i18n.t('welcome.wordsJoiner')
  return pairing.name === ''
    ? i18n.t('welcome.wordsInviterNoName')
    : i18n.t('welcome.wordsInviter', { name: pairing.name })
}
