/** The safety words, as a page. */

import { i18n } from '../copy/i18n.ts'
import type { Acts } from '../acts.ts'
import { Said } from '../parts/said.tsx'
import { WordsCard, wordsLead, type WordsView } from './words-card.tsx'

export const SafetyWords = ({ pairing, acts }: { pairing: WordsView; acts: Acts }) => (
  <section class="stack roomy">
    <header class="stack tight">
      <h1>{i18n.t(pairing.own === true ? 'devices.wordsTitle' : 'welcome.wordsTitle')}</h1>
      <p class="lead">{wordsLead(pairing)}</p>
    </header>
    <WordsCard pairing={pairing} acts={acts} />
    <Said acts={acts} />
  </section>
)
