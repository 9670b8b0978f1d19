/** The last view shown, kept until the browser closes: a popup paints it before the worker is awake.
 *  In memory only (`storage.session`): nothing of the couple is written to disk in the clear (SEAL-10). */

import { browser } from 'wxt/browser'

const key = 'lastView'

export async function readLastView<View>(): Promise<View | undefined> {
  const kept = await browser.storage.session.get(key)
  return kept[key] as View | undefined
}

export const keepLastView = (view: object): Promise<void> => browser.storage.session.set({ [key]: view })

export const forgetLastView = (): Promise<void> => browser.storage.session.remove(key)
