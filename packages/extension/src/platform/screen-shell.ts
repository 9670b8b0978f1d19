/** What a screen needs of the browser around it. */

import { browser } from 'wxt/browser'

/** Opens the panel beside the page where the browser has a side panel, else in a tab. Must run in a click. */
export async function openPanel(): Promise<void> {
  const { sidePanel } = browser as { sidePanel?: typeof browser.sidePanel }
  const { sidebarAction } = browser as { sidebarAction?: { open(): Promise<void> } }
  try {
    if (sidebarAction !== undefined) return await sidebarAction.open()
    if (sidePanel !== undefined) {
      const window = await browser.windows.getCurrent()
      if (window.id !== undefined) return await sidePanel.open({ windowId: window.id })
    }
  } catch (cause) {
    // Some windows have no panel (popups, older browsers): a tab does the same.
    if (!(cause instanceof Error)) throw cause
  }
  await browser.tabs.create({ url: browser.runtime.getURL('/sidepanel.html') })
}

export async function openScreen(
  page: 'welcome.html' | 'options.html' | 'sidepanel.html',
  fragment = '',
): Promise<void> {
  await browser.tabs.create({ url: `${browser.runtime.getURL('/')}${page}${fragment === '' ? '' : `#${fragment}`}` })
}

/** The address of the tab under the lamp, which `activeTab` shows after a click on it; undefined where it does not. */
export async function activeTabUrl(): Promise<string | undefined> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true })
  return tab?.url
}
