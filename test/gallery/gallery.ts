/** All of it, or one screen in one state, chosen by the address: ?screen=popup&view=mine&theme=dark&lang=de&refuse=too-soon
 *  `showInGallery` shows another one without loading the page again. */

import type { FromScreen, ScreenView, ToScreen } from '@porchlight/client/port/port'
import { createLink } from '@porchlight/extension/ui/link'
import { showOverview } from './overview.ts'
import { showScreen } from './screens.ts'
import { viewsAt } from './views.ts'

const query = new URLSearchParams(location.search)
const now = Number(query.get('now') ?? Date.now())
const theme = (query.get('theme') ?? 'system') as ScreenView['settings']['theme']
const language = (query.get('lang') ?? 'system') as ScreenView['settings']['language']
const refusal = query.get('refuse')
const aReport = `Porchlight: 0.1.0
browser: Chrome 142 on Linux
server: 0.1.0
state: couple
saving: saved
epoch: 3, document 1
devices: 2 mine, 3 in all
entries: 42, 13 KiB
passcode: no
last refusals: none`
/** BIP-39 of 0x00 … 0x0f, as in RECOVER-1's vectors: *abandon amount liar …* */
const twelveWords = '0 64 1030 64 643 28 257 266 88 771 540 251'

function showInGallery(screen: string, name: string): void {
  const chosen = viewsAt(now)[name]
  if (chosen === undefined) throw new Error(`No view named ${name}.`)
  const view: ScreenView = { ...chosen, settings: { ...chosen.settings, theme, language } }
  // A new place: what the screen before it kept stays with the old one.
  const place = document.createElement('div')
  document.getElementById('screen')?.replaceWith(place)
  place.id = 'screen'
  const channel = createChannel()
  showScreen(
    screen,
    name,
    createLink(channel, Promise.resolve(view), () => () => {}),
    channel,
    { chosenLanguage: () => Promise.resolve(language), sentencesOf },
  )
}

const catalogues = new Map<string, Promise<Record<string, string>>>()

function sentencesOf(chosen: string): Promise<Record<string, string> | undefined> {
  if (chosen === 'system') return Promise.resolve(undefined)
  const known =
    catalogues.get(chosen) ??
    fetch(`_locales/${chosen}.json`).then((file) => file.json() as Promise<Record<string, string>>)
  catalogues.set(chosen, known)
  return known
}

function createChannel() {
  const ears = new Set<(message: FromScreen) => void>()
  const listeners = new Set<(message: ToScreen) => void>()
  const tell = (message: ToScreen): void => {
    for (const listener of listeners) listener(message)
  }
  return {
    tell,
    heard(listener: (message: FromScreen) => void) {
      ears.add(listener)
    },
    send(message: FromScreen) {
      for (const ear of ears) queueMicrotask(() => ear(message))
      if (message.t !== 'command') return
      const { id, command } = message
      const refused = refusal !== null && command.kind !== 'seen'
      const said: Partial<Record<typeof command.kind, string>> = { 'prepare-recovery': twelveWords, report: aReport }
      const spoken = said[command.kind]
      const value = spoken === undefined ? {} : { value: spoken }
      queueMicrotask(() =>
        tell(
          refused
            ? { t: 'result', id, ok: false, reason: refusal as 'too-soon' }
            : { t: 'result', id, ok: true, ...value },
        ),
      )
    },
    onMessage(listener: (message: ToScreen) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

Object.assign(globalThis, { showInGallery })
const place = document.getElementById('screen')
if (!query.has('screen') && place !== null) showOverview(place)
else showInGallery(query.get('screen') ?? 'popup', query.get('view') ?? 'mine')
