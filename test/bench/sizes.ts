/** What a browser loads: the background's and the popup's JavaScript with everything they import at once, gzipped. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { builtExtension } from '../support/chromium.ts'
import { report } from './spread.ts'

export function measureSizes(): Promise<void> {
  const popup = /src="\/(chunks\/popup-[^"]+\.js)"/.exec(readFileSync(join(builtExtension, 'popup.html'), 'utf8'))?.[1]
  report('background JS, gzip', kilobytes(['background.js']))
  report('popup JS, gzip', kilobytes([popup ?? '']))
  return Promise.resolve()
}

function kilobytes(entries: string[]): string {
  const seen = new Set<string>()
  const queue = [...entries]
  let bytes = 0
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (seen.has(file)) continue
    seen.add(file)
    const source = readFileSync(join(builtExtension, file), 'utf8')
    bytes += gzipSync(source).length
    const folder = file.includes('/') ? 'chunks' : ''
    for (const [, imported = ''] of source.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g))
      queue.push(join(folder, imported))
  }
  return `${(bytes / 1000).toFixed(1)} kB in ${seen.size} files`
}
