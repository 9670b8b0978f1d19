/** The screens of the gallery, over an in-memory channel. */

import type { Channel } from '@porchlight/extension/ui/channel'
import type { Link } from '@porchlight/extension/ui/link'
import { show } from '@porchlight/extension/ui/show'
import { Popup } from '../../packages/extension/src/ui/popup/popup.tsx'
import { Welcome } from '../../packages/extension/src/ui/welcome/welcome.tsx'

const nothing = (): void => {}

export function showScreen(screen: string, link: Link, _channel: Channel): void {
  if (screen === 'popup')
    show(Popup, { link, shell: { openWelcome: nothing, openAgreement: nothing, openSettings: nothing } })
  else if (screen === 'welcome') show(Welcome, { link, inviteLink: '', openAgreement: nothing })
  else if (screen === 'welcome-invited') {
    show(Welcome, { link, inviteLink: 'http://localhost:8787/i#AQ3vJ0c1Yw9hZk2m', openAgreement: nothing })
  } else throw new Error(`No screen named ${screen}.`)
}
