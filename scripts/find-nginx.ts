// Finds a real nginx: the environment first, then where it usually is, then what `ensure-nginx.ts` unpacked.
import { accessSync, constants } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

/** Debian's package, unpacked and not installed: nothing of the machine changes, and no service starts. */
export const unpackedNginx = resolve(import.meta.dirname, '../node_modules/.cache/nginx')

export function findNginx(): string | undefined {
  const chosen = process.env['NGINX']
  if (chosen !== undefined && chosen !== '') return chosen
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', join(unpackedNginx, 'usr/sbin')]
  return folders.map((folder) => join(folder, 'nginx')).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
