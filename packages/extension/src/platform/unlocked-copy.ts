/** The key of an unlocked keyring, in the browser's session memory: it outlives a worker, never the browser, and never
 *  reaches the disk. Only the extension's own pages and its worker can read it. Rule: LOCK-1 */

import { base64UrlFromBytes, bytesFromBase64Url } from '@porchlight/shared/bytes'
import { browser } from 'wxt/browser'

const key = 'unlocked'

export const unlockedCopy = {
  async read(): Promise<Uint8Array | undefined> {
    const { [key]: kept } = await browser.storage.session.get(key)
    return typeof kept === 'string' ? bytesFromBase64Url(kept) : undefined
  },
  async write(bytes: Uint8Array): Promise<void> {
    // The default where it can be set; said aloud because a key lies there. Firefox knows no other level.
    await browser.storage.session.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' })
    await browser.storage.session.set({ [key]: base64UrlFromBytes(bytes) })
  },
  remove: (): Promise<void> => browser.storage.session.remove(key),
}
