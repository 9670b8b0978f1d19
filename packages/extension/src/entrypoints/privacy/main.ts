import { clock } from '@porchlight/client/capabilities'
import type { FromScreen, ToScreen } from '@porchlight/client/port/port'
import { readLastView } from '../../platform/last-view.ts'
import { leavePage } from '../../platform/leave-page.ts'
import { pageGaps } from '../../platform/page-gap.ts'
import { connectToBackground } from '../../platform/port-channel.ts'
import { chosenLanguage, sentencesOf } from '../../platform/sentences.ts'
import { createLink } from '../../ui/link.ts'
import { Privacy } from '../../ui/privacy/privacy.tsx'
import { show } from '../../ui/show.ts'

show(
  Privacy,
  {
    link: createLink(connectToBackground<ToScreen, FromScreen>('privacy'), readLastView(clock), pageGaps(clock)),
    leavePage,
  },
  { chosenLanguage, sentencesOf },
)
