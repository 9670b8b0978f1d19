/** Leaves one of our own pages at once: nothing is shown any more, an empty page takes its place in the history (so that
 *  neither Back nor a tab brought back shows it), and that page closes itself. */

import { browser } from 'wxt/browser'

export function leavePage(): void {
  document.documentElement.style.display = 'none'
  location.replace(browser.runtime.getURL('/blank.html'))
}

/** The empty page's part. A side panel is no tab: its window closes. */
export async function closeEmptyPage(): Promise<void> {
  const tab = await browser.tabs.getCurrent()
  if (tab?.id === undefined) window.close()
  else await browser.tabs.remove(tab.id)
}
