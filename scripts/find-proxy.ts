// Finds a real nginx or Caddy: the environment first, then where they usually are, then what `ensure-proxies.ts` unpacked.
import { accessSync, constants } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

export type Proxy = 'nginx' | 'caddy'

/** Debian's package, unpacked and not installed: nothing of the machine changes, and no service starts. */
export const unpackedProxy = (proxy: Proxy): string => resolve(import.meta.dirname, '../node_modules/.cache', proxy)

export function findProxy(proxy: Proxy): string | undefined {
  const chosen = process.env[proxy.toUpperCase()]
  if (chosen !== undefined && chosen !== '') return chosen
  const unpacked = ['usr/sbin', 'usr/bin'].map((folder) => join(unpackedProxy(proxy), folder))
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', ...unpacked]
  return folders.map((folder) => join(folder, proxy)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
