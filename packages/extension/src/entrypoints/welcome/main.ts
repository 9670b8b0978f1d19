import { clock } from '@porchlight/client/capabilities'
import type { FromScreen, ToScreen } from '@porchlight/client/port/port'
import { readLastView } from '../../platform/last-view.ts'
import { leavePage } from '../../platform/leave-page.ts'
import { pageGaps } from '../../platform/page-gap.ts'
import { connectToBackground } from '../../platform/port-channel.ts'
import { openPanel, openScreen } from '../../platform/screen-shell.ts'
import { chosenLanguage, sentencesOf } from '../../platform/sentences.ts'
import { createLink } from '../../ui/link.ts'
import { show } from '../../ui/show.ts'
import { inviteLinkFrom } from '../../ui/welcome/invite-link.ts'
import { Welcome } from '../../ui/welcome/welcome.tsx'

const link = createLink(connectToBackground<ToScreen, FromScreen>('welcome'), readLastView(clock), pageGaps(clock))

show(
  Welcome,
  {
    link,
    inviteLink: inviteLinkFrom(location.hash),
    openAgreement: () => {
      void link.ask({ kind: 'set-settings', settings: { panelRoom: 'agreement' } })
      void openPanel()
    },
    openForMe: () => void openScreen('sidepanel.html', 'for-me'),
    leavePage,
  },
  { chosenLanguage, sentencesOf },
)
