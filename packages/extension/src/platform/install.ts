/** The moment the extension is installed. */

import { browser } from 'wxt/browser'

export const onFirstInstall = (act: () => void): void =>
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'install') act()
  })
