/** *When not to use it*, in full: before anything is created, and one press away on every other step. */

import { i18n } from '../copy/i18n.ts'
import { HelpFinder } from '../parts/help-finder.tsx'

export const Care = () => (
  <section class="not-for" aria-label={i18n.t('welcome.notForTitle')}>
    <h2>{i18n.t('welcome.notForTitle')}</h2>
    <CareWords />
  </section>
)

export const CareWords = () => (
  <>
    <p>{i18n.t('welcome.notFor')}</p>
    <HelpFinder />
  </>
)
