/** Alarms start a stopped worker; timers do not. */

import { browser } from 'wxt/browser'

/** Calls `act` every half minute, also in a worker that was stopped in between (SYNC-8). */
export function everyHalfMinute(act: () => void): void {
  const name = 'wake'
  browser.alarms.onAlarm.addListener((alarm) => {
    if (alarm.name === name) act()
  })
  void browser.alarms.create(name, { periodInMinutes: 0.5 })
}
