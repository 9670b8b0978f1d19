import { clock } from '@porchlight/client/capabilities'
import type { FromScreen, ToScreen } from '@porchlight/client/port/port'
import { readLastView } from '../../platform/last-view.ts'
import { pageGaps } from '../../platform/page-gap.ts'
import { connectToBackground } from '../../platform/port-channel.ts'
import { activeTabUrl, openPanel, openScreen } from '../../platform/screen-shell.ts'
import { chosenLanguage, sentencesOf } from '../../platform/sentences.ts'
import { createLink } from '../../ui/link.ts'
import { Popup } from '../../ui/popup/popup.tsx'
import { show } from '../../ui/show.ts'
import { fragmentFromInviteLink, isInviteLink } from '../../ui/welcome/invite-link.ts'

const link = createLink(connectToBackground<ToScreen, FromScreen>('popup'), readLastView(clock), pageGaps(clock))

/** Opening something else closes the popup, in the browsers that would leave it open. */
const thenClose = (opening: Promise<void>): void => void opening.then(() => window.close())

show(
  Popup,
  {
    link,
    shell: {
      openWelcome: () => thenClose(openScreen('welcome.html')),
      openPanel: () => thenClose(openPanel()),
      openSettings: () => thenClose(openScreen('options.html')),
    },
  },
  { chosenLanguage, sentencesOf },
)

// The lamp was clicked on an invite's page: `activeTab` shows its address, secret included, and the way in opens (PAIR-3).
void activeTabUrl().then((address) => {
  if (address === undefined || !isInviteLink(address)) return
  const stop = link.view.subscribe((view) => {
    if (view?.state !== 'unpaired' || view.pairing.step !== 'idle') return
    queueMicrotask(() => stop())
    thenClose(openScreen('welcome.html', fragmentFromInviteLink(address)))
  })
})
