import { version } from '../../../package.json'
import type { FromScreen, ToScreen } from '@porchlight/client/port/port'
import { clock, random } from '@porchlight/client/capabilities'
import { readLastView } from '../../platform/last-view.ts'
import { leavePage } from '../../platform/leave-page.ts'
import { allowNotices } from '../../platform/notification.ts'
import { pageGaps } from '../../platform/page-gap.ts'
import { connectToBackground } from '../../platform/port-channel.ts'
import { openScreen } from '../../platform/screen-shell.ts'
import { chosenLanguage, sentencesOf } from '../../platform/sentences.ts'
import { createLink } from '../../ui/link.ts'
import { Options } from '../../ui/options/options.tsx'
import { show } from '../../ui/show.ts'

show(
  Options,
  {
    link: createLink(connectToBackground<ToScreen, FromScreen>('options'), readLastView(clock), pageGaps(clock)),
    openWelcome: () => void openScreen('welcome.html'),
    leavePage,
    allowNotices,
    version,
    random,
  },
  { chosenLanguage, sentencesOf },
)
