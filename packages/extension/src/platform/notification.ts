/** Notices of the system: an optional permission, asked for when a person turns notices on. */

import { browser } from 'wxt/browser'

/** Must run in a click. Answers whether notices may be shown. */
export const allowNotices = (): Promise<boolean> => browser.permissions.request({ permissions: ['notifications'] })

export async function showNotice(id: string, title: string, message: string): Promise<void> {
  if (!(await browser.permissions.contains({ permissions: ['notifications'] }))) return
  await browser.notifications.create(id, {
    type: 'basic',
    iconUrl: `${browser.runtime.getURL('/')}icon/lit-128.png`,
    title,
    message,
  })
}
