/** What this is, what the server can and cannot see, and when not to use it. Shown to everyone, before anything else. */

import { i18n } from '../copy/i18n.ts'
import { HelpFinder } from '../parts/help-finder.tsx'
import { LeavePage } from '../parts/leave-page.tsx'
import { PrivacyLink } from '../parts/privacy-link.tsx'

export function BeforeYouStart({ leavePage }: { leavePage: () => void }) {
  return (
    <section class="before" role="region" aria-label={i18n.t('welcome.before')}>
      <h2>{i18n.t('welcome.before')}</h2>
      <div class="before-parts">
        <div>
          <h3>{i18n.t('welcome.whatTitle')}</h3>
          <p>{i18n.t('welcome.what')}</p>
        </div>
        <div>
          <h3>{i18n.t('welcome.seesTitle')}</h3>
          <p>{i18n.t('welcome.sees')}</p>
        </div>
        <div>
          <h3>{i18n.t('welcome.seesNotTitle')}</h3>
          <p>{i18n.t('welcome.seesNot')}</p>
          <p>
            <PrivacyLink />
          </p>
        </div>
      </div>
      <div class="not-for">
        <h3>{i18n.t('welcome.notForTitle')}</h3>
        <p>{i18n.t('welcome.notFor')}</p>
        <HelpFinder />
        <div class="leaving">
          <LeavePage leave={leavePage} />
          <p class="soft">{i18n.t('common.leavePageText')}</p>
          <p class="soft">{i18n.t('common.leavePageLimits')}</p>
        </div>
      </div>
    </section>
  )
}
