/** The way to *Who can see what*, in a tab of its own, so that nothing typed here is lost. */

import { i18n } from '../copy/i18n.ts'

export const PrivacyLink = () => (
  <a href="privacy.html" target="_blank" rel="noopener">
    {i18n.t('common.whoSees')}
  </a>
)
