/** The safety words, as a page. */

import { i18n } from '../copy/i18n.ts'
import type { Presses } from '../presses.ts'
import { Said } from '../parts/said.tsx'
import { WordsCard, wordsLead, type WordsView } from './words-card.tsx'

export const SafetyWords = ({ pairing, presses }: { pairing: WordsView; presses: Presses }) => (
  <section class="stack roomy">
    <header class="stack tight">
      <h1>{i18n.t(pairing.own === true ? 'devices.wordsTitle' : 'welcome.wordsTitle')}</h1>
      <p class="lead">{wordsLead(pairing)}</p>
    </header>
    <WordsCard pairing={pairing} presses={presses} />
    <Said presses={presses} />
  </section>
)
