/** The lamp on the toolbar: icon, badge text, title, and what a click does. Manifest V3 calls it `action`, Firefox's
 *  Manifest V2 `browserAction`. */

import { browser } from 'wxt/browser'

export interface Lamp {
  /** Paths by pixel size. */
  icon: Record<number, string>
  text: string
  title: string
  /** '#rrggbb' behind the text. */
  background: string
  /** '#rrggbb' of the text. */
  color: string
}

// The two namespaces have the same calls; only the name differs.
const action = browser.action ?? (browser as unknown as { browserAction: typeof browser.action }).browserAction

/** Words first: for an icon, Chrome has the worker fetch and decode each size, and the badge would wait behind that. */
export async function showLamp(lamp: Lamp): Promise<void> {
  await Promise.all([
    action.setBadgeText({ text: lamp.text }),
    action.setBadgeBackgroundColor({ color: lamp.background }),
    action.setBadgeTextColor?.({ color: lamp.color }),
    action.setTitle({ title: lamp.title }),
  ])
  await action.setIcon({ path: lamp.icon })
}

/** `true`: a click opens the popup. `false`: a click reaches `onLampClick`. */
export const setClickOpensPopup = (opens: boolean): Promise<void> =>
  action.setPopup({ popup: opens ? 'popup.html' : '' })

export const onLampClick = (listener: () => void): void => action.onClicked.addListener(listener)

/** Opens the popup where the browser can, else the same page in a tab. */
export async function openPopup(): Promise<void> {
  try {
    // A click that sends has no popup set; openPopup needs one.
    await action.setPopup({ popup: 'popup.html' })
    await action.openPopup()
  } catch (cause) {
    await openPage('popup.html')
    if (!(cause instanceof Error)) throw cause
  }
}

export async function openPage(path: string): Promise<void> {
  const url = `${browser.runtime.getURL('/')}${path}`
  await browser.tabs.create({ url })
}
