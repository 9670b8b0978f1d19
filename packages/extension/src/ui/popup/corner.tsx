/** In the corner of the sky: the lock, where there is a passcode, and the way to the settings. */

import type { ComponentChildren } from 'preact'
import { i18n } from '../copy/i18n.ts'
import type { Presses } from '../presses.ts'
import { Press } from '../parts/press.tsx'
import type { CoupleScreen } from './couple-screen.ts'
import type { Ways } from './popup-shell.ts'

export function Corner({ view, presses, ways }: { view: CoupleScreen; presses: Presses; ways: Ways }) {
  return (
    <div class="corner">
      {view.passcode === true && (
        <Press presses={presses} name="lock" class="bare" onPress={() => void presses.ask('lock', { kind: 'lock' })}>
          <Sign words={i18n.t('lock.now')}>
            <rect x="4.5" y="9" width="11" height="8" rx="2" />
            <path d="M7 9V6.5a3 3 0 0 1 6 0V9" />
          </Sign>
        </Press>
      )}
      <button type="button" class="bare" onClick={ways.openSettings}>
        <Sign words={i18n.t('popup.settings')}>
          <path d="M3 6h5m4 0h5M3 14h3m4 0h7" />
          <circle cx="10" cy="6" r="2" />
          <circle cx="8" cy="14" r="2" />
        </Sign>
      </button>
    </div>
  )
}

const Sign = ({ words, children }: { words: string; children: ComponentChildren }) => (
  <svg class="corner-sign" viewBox="0 0 20 20" width="20" height="20" role="img" aria-label={words}>
    <title>{words}</title>
    {children}
  </svg>
)
