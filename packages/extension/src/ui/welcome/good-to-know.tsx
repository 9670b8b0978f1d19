/** Under every step: what this is, what its server sees, when not to use it, what leaving the page does. Folded, one press away,
 *  and found by the browser's own search. */

import type { ComponentChildren } from 'preact'
import { i18n } from '../copy/i18n.ts'
import { PrivacyLink } from '../parts/privacy-link.tsx'
import { CareWords } from './care.tsx'

export const GoodToKnow = () => (
  <aside class="good-to-know" aria-label={i18n.t('welcome.before')}>
    <Folded title={i18n.t('welcome.whatTitle')}>
      <p>{i18n.t('welcome.what')}</p>
    </Folded>
    <Folded title={i18n.t('welcome.seesTitle')}>
      <p>{i18n.t('welcome.sees')}</p>
      <h2>{i18n.t('welcome.seesNotTitle')}</h2>
      <p>{i18n.t('welcome.seesNot')}</p>
      <p>
        <PrivacyLink />
      </p>
    </Folded>
    <Folded title={i18n.t('welcome.notForTitle')} class="folded-care">
      <CareWords />
    </Folded>
    <Folded title={i18n.t('options.leavingPage')}>
      <p>{i18n.t('common.leavePageText')}</p>
      <p>{i18n.t('common.leavePageLimits')}</p>
    </Folded>
  </aside>
)

const Folded = (props: { title: string; class?: string; children: ComponentChildren }) => (
  <details name="good-to-know" class={props.class}>
    <summary>{props.title}</summary>
    <div class="stack tight">{props.children}</div>
  </details>
)
