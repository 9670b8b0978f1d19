/** Wires the device to the browser: ports, toolbar, menu, keys, alarms. Nothing is decided here.
 *  Listeners are added in the first turn, or the event that started the worker would be missed.
 *  Built by itself in every browser: as a module it would share chunks with the screens, and load what only they use. */

import { version } from '../../package.json'
import { createApiClient } from '@porchlight/client/server/api-client'
import { createDevice } from '@porchlight/client/device/device'
import { noPlace } from '@porchlight/client/session/kept-place'
import { firstSettings } from '@porchlight/client/port/settings'
import type { FromScreen, ToScreen } from '@porchlight/client/port/port'
import { createServerClock } from '@porchlight/client/server/server-clock'
import { createToolbar } from '../toolbar/toolbar.ts'
import { createUiPorts } from '@porchlight/client/device/screens'
import { noTries } from '@porchlight/client/lock/unlock-wait'
import { everyHalfMinute } from '../platform/alarm.ts'
import { clock, random } from '@porchlight/client/capabilities'
import { browserAndSystem, deviceLabel } from '../platform/device-label.ts'
import { openDeviceStore } from '../platform/device-store.ts'
import { onFirstInstall } from '../platform/install.ts'
import { onAway, setAwayAfter } from '../platform/idle.ts'
import { keepLastView, lastLook } from '../platform/last-view.ts'
import { onKeyCommand, onMenuClick, showMenu } from '../platform/menu.ts'
import { showNotice } from '../platform/notification.ts'
import { clearOuterStore, openOuterStore, outerStores } from '../platform/outer-store.ts'
import { acceptScreens } from '../platform/port-channel.ts'
import { openScreen } from '../platform/screen-shell.ts'
import { sentencesOf } from '../platform/sentences.ts'
import { stored, withNameApart } from '../platform/settings-store.ts'
import { onLampClick, openPopup, setClickOpensPopup, showLamp } from '../platform/toolbar.ts'
import { unlockedCopy } from '../platform/unlocked-copy.ts'
import { createSpeech } from '../ui/copy/speech.ts'
import { toolbarCopy } from '../ui/copy/toolbar-copy.ts'

export default defineBackground({
  main() {
    const store = openDeviceStore()
    const device = createDevice({
      clock: createServerClock(clock),
      random,
      createApi: createApiClient,
      keyring: store,
      place: stored('place', noPlace),
      pending: { ...store.record<Uint8Array>('pending'), setAside: store.record<Uint8Array>('pending-aside').write },
      firstSeen: store.record('first-seen'),
      openOuterStore,
      clearOuterStore,
      outerStores,
      deviceLabel: deviceLabel(),
      about: { version, browser: browserAndSystem() },
      settings: withNameApart(stored('settings', firstSettings), store.sealedText('name')),
      firstSettings,
      presses: stored('presses', { at: [] }),
      seen: stored('seen', { ids: [] }),
      tidied: stored('tidied', { at: 0 }),
      clockOffset: stored('clockOffset', { ms: 0 }),
      unlockedCopy,
      unlockTries: stored('unlockTries', noTries),
      lastLook,
      // Never content, never an address: a person may be asked to copy this.
      log: (message, cause) => console.warn(message, cause instanceof Error ? cause.name : ''),
    })

    const ports = createUiPorts(device)
    acceptScreens<FromScreen, ToScreen>((_name, channel) => ports.accept(channel))

    const speech = createSpeech(sentencesOf)
    const toolbar = createToolbar(device, toolbarCopy, {
      showLamp,
      showMenu,
      setClickOpensPopup,
      openPopup,
      speak: speech.speak,
    })
    onLampClick(toolbar.clicked)
    onMenuClick(toolbar.chose)
    onKeyCommand(toolbar.pressed)

    device.onChange(() => {
      const view = device.view()
      if (view === undefined) return
      void keepLastView(view)
      if (view.settings.autoLockMinutes !== null) setAwayAfter(view.settings.autoLockMinutes)
    })
    device.onNotice(() =>
      speech.speak(device.view()?.settings.language ?? 'system', () => {
        void showNotice('arrived', toolbarCopy.noticeTitle(), toolbarCopy.notice())
      }),
    )
    everyHalfMinute(device.wake)
    onAway(device.away)
    addEventListener('online', device.attend)
    onFirstInstall(() => void openScreen('welcome.html'))
    void device.load()
  },
})
