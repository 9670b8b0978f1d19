import type { FromScreen, ScreenView, ToScreen } from '../../background/port.ts'
import { readLastView } from '../../platform/last-view.ts'
import { connectToBackground } from '../../platform/port-channel.ts'
import { openAgreement, openScreen } from '../../platform/screen-shell.ts'
import { createLink } from '../../ui/link.ts'
import { Popup } from '../../ui/popup/popup.tsx'
import { show } from '../../ui/show.ts'

const link = createLink(connectToBackground<ToScreen, FromScreen>('popup'), readLastView<ScreenView>())

/** Opening something else closes the popup, in the browsers that would leave it open. */
const thenClose = (opening: Promise<void>): void => void opening.then(() => window.close())

show(Popup, {
  link,
  shell: {
    openWelcome: () => thenClose(openScreen('welcome.html')),
    openAgreement: () => thenClose(openAgreement()),
    openSettings: () => thenClose(openScreen('options.html')),
  },
})
