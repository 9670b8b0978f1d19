/** Where trained people listen. */

import { i18n } from '../copy/i18n.ts'

export const HelpFinder = () => (
  <>
    <p>
      {i18n.t('welcome.help')}{' '}
      <a href="https://findahelpline.com" target="_blank" rel="noreferrer noopener">
        {i18n.t('welcome.helpLink')}
      </a>
    </p>
    <p>{i18n.t('welcome.helpElse')}</p>
  </>
)
