/** The view a screen paints before the worker is awake. In memory only: `storage.session` never reaches the disk. */

import { browser } from 'wxt/browser'

const key = 'lastView'

export const keepLastView = (view: unknown): Promise<void> => browser.storage.session.set({ [key]: view })

/** The caller knows what was kept: the background of the same version writes it. */
export async function readLastView<View>(): Promise<View | undefined> {
  const kept = await browser.storage.session.get(key)
  return kept[key] as View | undefined
}
