/** What this is, what the server can and cannot see, and when not to use it. Shown to everyone, before anything else. */

import { i18n } from '#i18n'

export function BeforeYouStart() {
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
        </div>
      </div>
      <div class="not-for">
        <h3>{i18n.t('welcome.notForTitle')}</h3>
        <p>{i18n.t('welcome.notFor')}</p>
        <p>
          {i18n.t('welcome.help')}{' '}
          <a href="https://findahelpline.com" target="_blank" rel="noreferrer noopener">
            {i18n.t('welcome.helpLink')}
          </a>
        </p>
        <p>{i18n.t('welcome.helpElse')}</p>
      </div>
    </section>
  )
}
