/** *Who can see what*: the threat model in plain words, for the two people it is about. Source of truth: SECURITY.md. */

import './privacy.css'
import { i18n } from '../copy/i18n.ts'
import type { Link } from '../link.ts'
import type { MessageKey } from '../copy/say.ts'
import { say } from '../copy/say.ts'
import { HelpFinder } from '../parts/help-finder.tsx'
import { LeavePage, useEscape } from '../parts/leave-page.tsx'
import { useTheme } from '../theme/use-theme.ts'

type Who = Record<'title' | 'holds' | 'not', MessageKey>

const everyone: Who[] = [
  { title: 'privacy.server', holds: 'privacy.serverHolds', not: 'privacy.serverNot' },
  { title: 'privacy.network', holds: 'privacy.networkHolds', not: 'privacy.networkNot' },
  { title: 'privacy.link', holds: 'privacy.linkHolds', not: 'privacy.linkNot' },
  { title: 'privacy.thief', holds: 'privacy.thiefHolds', not: 'privacy.thiefNot' },
  { title: 'privacy.words', holds: 'privacy.wordsHolds', not: 'privacy.wordsNot' },
  { title: 'privacy.unlocked', holds: 'privacy.unlockedHolds', not: 'privacy.unlockedNot' },
  { title: 'privacy.partner', holds: 'privacy.partnerHolds', not: 'privacy.partnerNot' },
  { title: 'privacy.ex', holds: 'privacy.exHolds', not: 'privacy.exNot' },
  { title: 'privacy.host', holds: 'privacy.hostHolds', not: 'privacy.hostNot' },
]

export function Privacy({ link, leavePage }: { link: Link; leavePage: () => void }) {
  useTheme(link.view.value?.settings.theme)
  useEscape(leavePage)
  return (
    <main class="privacy">
      <header class="stack tight">
        <div class="row spread">
          <h1>{i18n.t('common.whoSees')}</h1>
          <LeavePage leave={leavePage} />
        </div>
        <p class="lead">{i18n.t('privacy.lead')}</p>
        <p class="soft">{i18n.t('privacy.reviewed')}</p>
      </header>
      {everyone.map(({ title, holds, not }) => (
        <section key={title} class="card stack who" aria-label={say({ key: title })}>
          <h2>{say({ key: title })}</h2>
          <div class="who-parts">
            <div data-holds="">
              <h3>{i18n.t('privacy.holds')}</h3>
              <p>{say({ key: holds })}</p>
            </div>
            <div>
              <h3>{i18n.t('privacy.not')}</h3>
              <p>{say({ key: not })}</p>
            </div>
          </div>
        </section>
      ))}
      <section class="card stack who" aria-label={i18n.t('options.leavingPage')}>
        <h2>{i18n.t('options.leavingPage')}</h2>
        <p>{i18n.t('common.leavePageText')}</p>
        <p>{i18n.t('common.leavePageLimits')}</p>
      </section>
      <section class="not-for stack tight" aria-label={i18n.t('privacy.afraid')}>
        <h2>{i18n.t('privacy.afraid')}</h2>
        <p>{i18n.t('privacy.afraidText')}</p>
        <HelpFinder />
      </section>
    </main>
  )
}
