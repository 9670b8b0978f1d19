/** Whether a person is there: nothing typed or moved for a while, or the computer's screen locked. */

import { browser } from 'wxt/browser'

/** The event starts a stopped worker, so this belongs into its first turn. */
export function onAway(listener: () => void): void {
  browser.idle.onStateChanged.addListener((state) => {
    if (state !== 'active') listener()
  })
}

let intervalSeconds: number | undefined

/** After how many minutes without a hand `onAway` hears of it. A locked screen is told at once. */
export function setAwayAfter(minutes: number): void {
  const seconds = minutes * 60
  if (seconds === intervalSeconds) return
  intervalSeconds = seconds
  browser.idle.setDetectionInterval(seconds)
}
