/** The screens of the gallery, over an in-memory channel. */

import type { FromScreen, ToScreen } from '@porchlight/client/port/port'
import { createReplicas } from '@porchlight/extension/ui/agreement/replica'
import type { Channel } from '@porchlight/extension/ui/channel'
import { createDrawer } from '@porchlight/extension/ui/drawer'
import type { Link } from '@porchlight/extension/ui/link'
import { createOwnDrawer } from '@porchlight/extension/ui/own-drawer'
import { type Tongue, show } from '@porchlight/extension/ui/show'
import { Options } from '@porchlight/extension/ui/options/options.tsx'
import { Panel } from '@porchlight/extension/ui/panel/panel.tsx'
import { Popup } from '@porchlight/extension/ui/popup/popup.tsx'
import { Privacy } from '@porchlight/extension/ui/privacy/privacy.tsx'
import { Welcome } from '@porchlight/extension/ui/welcome/welcome.tsx'
import { writeNote } from './write-note.ts'
import { createFarDrawer } from './far-drawer.ts'
import { createFarSide } from './far-side.ts'

/** `panel-today`: the panel with that room open; `panel-rituals--new`: and something in it. */
const placeOf = (screen: string) => ({
  room: () => screen.replace(/^panel(-wide|-narrow)?-?/, '').replace(/--.*|\..*/, ''),
  show: nothing,
  onChange: () => nothing,
})
const nothing = (): void => {}
const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) }

export function showScreen(
  screen: string,
  view: string,
  link: Link,
  channel: Channel & { tell(message: ToScreen): void; heard(listener: (message: FromScreen) => void): void },
  tongue: Tongue,
): void {
  if (screen === 'popup' || screen.startsWith('advised')) {
    show(Popup, { link, shell: { openWelcome: nothing, openPanel: nothing, openSettings: nothing } }, tongue)
    if (screen.startsWith('advised')) void writeNote()
  } else if (screen === 'welcome')
    show(Welcome, { link, inviteLink: '', openAgreement: nothing, openForMe: nothing, leavePage: nothing }, tongue)
  else if (screen === 'welcome-invited') {
    show(
      Welcome,
      {
        link,
        inviteLink: 'https://porch.example/i#ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8',
        openAgreement: nothing,
        openForMe: nothing,
        leavePage: nothing,
      },
      tongue,
    )
  } else if (screen.startsWith('options')) {
    // `options-devices`: with that group shown.
    history.replaceState(null, '', `#${screen.replace(/^options-?/, '')}`)
    show(
      Options,
      {
        link,
        openWelcome: nothing,
        leavePage: nothing,
        allowNotices: () => Promise.resolve(true),
        version: '0.1.0',
        random,
      },
      tongue,
    )
  } else if (screen === 'privacy') show(Privacy, { link, leavePage: nothing }, tongue)
  else if (screen.startsWith('panel')) {
    const replicas = createReplicas(channel)
    const own = createOwnDrawer(channel, link.ask)
    createFarSide(channel, view)
    const drawer = createDrawer(channel)
    if (screen.includes('for-me')) createFarDrawer(channel, screen.split('.')[1])
    show(
      Panel,
      {
        link,
        replicas,
        drawer,
        own,
        newId: () => crypto.randomUUID(),
        place: placeOf(screen),
        openWelcome: nothing,
        leavePage: nothing,
        toss: () => true,
      },
      tongue,
    )
    replicas.greet()
    void pressFirst(pressed[screen])
  } else throw new Error(`No screen named ${screen}.`)
}

/** What is pressed to come to a state that no view shows. */
const pressed: Record<string, string> = {
  'panel-rituals--new': '.own-ritual',
  'panel-rituals--change': '.ritual-acts .text-press:last-of-type',
  'panel-rituals--calendar': '.ritual-acts .text-press',
  'panel-rituals--all': '.all-calendar',
}

async function pressFirst(selector: string | undefined): Promise<void> {
  if (selector === undefined) return
  let button: HTMLElement | null = null
  while (button === null) {
    await new Promise(requestAnimationFrame)
    button = document.querySelector(selector)
  }
  button.click()
}
