/** The view a screen paints before the worker is awake, and when the worker last looked at its clock. In memory only:
 *  `storage.session` never reaches the disk. */

import type { LastLook } from '@porchlight/client/port/sleep-watch'
import { type ScreenView, hidesAfter } from '@porchlight/client/port/port'
import type { Stored } from '@porchlight/client/port/stored'
import type { Clock } from '@porchlight/shared/capabilities'
import { browser } from 'wxt/browser'
import { storedIn } from './settings-store.ts'

const key = 'lastView'

export const keepLastView = (view: ScreenView): Promise<void> => browser.storage.session.set({ [key]: view })

export const lastLook: Stored<LastLook> = storedIn(browser.storage.session, 'lastLook', { at: 0 })

/** Undefined after a sleep that locks (LOCK-1). The caller knows what was kept: the background of the same version writes it. */
export async function readLastView(clock: Clock): Promise<ScreenView | undefined> {
  const [{ [key]: kept }, { at }] = await Promise.all([browser.storage.session.get(key), lastLook.read()])
  const view = kept as ScreenView | undefined
  return view === undefined || hidesAfter(view, clock.now() - at) ? undefined : view
}
