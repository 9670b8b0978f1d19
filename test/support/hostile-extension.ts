/** Another extension in the same browser, with no permission but the will: its page says what it can reach of ours. */

import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes it into a folder of its own and answers where its page stands once the folder is loaded. */
export function writeHostileExtension(folder: string): string {
  mkdirSync(folder, { recursive: true })
  const manifest = { manifest_version: 3, name: 'Hostile', version: '1' }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'hostile.html'), '<!doctype html><title>Hostile</title>')
  return `chrome-extension://${idOfUnpacked(folder)}/hostile.html`
}

/** Chromium names an unpacked extension by the SHA-256 of its path: 32 letters from a to p. */
const idOfUnpacked = (folder: string): string =>
  createHash('sha256')
    .update(folder)
    .digest('hex')
    .slice(0, 32)
    .replace(/./g, (digit) => String.fromCharCode('a'.charCodeAt(0) + Number.parseInt(digit, 16)))
