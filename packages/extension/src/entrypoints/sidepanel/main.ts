import { clock } from '@porchlight/client/capabilities'
import type { FromScreen, ToScreen } from '@porchlight/client/port/port'
import { readLastView } from '../../platform/last-view.ts'
import { leavePage } from '../../platform/leave-page.ts'
import { pageGaps } from '../../platform/page-gap.ts'
import { panelPlace } from '../../platform/panel-place.ts'
import { connectToBackground } from '../../platform/port-channel.ts'
import { openScreen } from '../../platform/screen-shell.ts'
import { chosenLanguage, sentencesOf } from '../../platform/sentences.ts'
import { createReplicas } from '../../ui/agreement/replica.ts'
import { createDrawer } from '../../ui/drawer.ts'
import { createLink } from '../../ui/link.ts'
import { createOwnDrawer } from '../../ui/own-drawer.ts'
import { Panel } from '../../ui/panel/panel.tsx'
import { show } from '../../ui/show.ts'

// The channel connects once this turn is over, so all are there to greet.
const channel = connectToBackground<ToScreen, FromScreen>('sidepanel', () => {
  replicas.greet()
  drawer.greet()
  own.greet()
})
const replicas = createReplicas(channel)
const drawer = createDrawer(channel)
const link = createLink(channel, readLastView(clock), pageGaps(clock))
const own = createOwnDrawer(channel, link.ask)
addEventListener('pagehide', () => replicas.leave())

show(
  Panel,
  {
    link,
    replicas,
    drawer,
    own,
    newId: () => crypto.randomUUID(),
    place: panelPlace,
    openWelcome: () => void openScreen('welcome.html'),
    leavePage,
    toss: () => (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % 2 === 0,
  },
  { chosenLanguage, sentencesOf },
)
