/** What a browser loads: the background's and the popup's JavaScript with everything they import at once, gzipped. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { builtExtension } from '../support/chromium.ts'
import { report, shown } from './figures.ts'
import type { Figures } from './results.ts'

export const measureSizes = (): Promise<Figures> => {
  const popup = /src="\/(chunks\/popup-[^"]+\.js)"/.exec(readFileSync(join(builtExtension, 'popup.html'), 'utf8'))?.[1]
  const figures = { background: gzipped(['background.js']), popup: gzipped([popup ?? '']) }
  for (const [name, { kB, files }] of Object.entries(figures))
    report(`${name} JS, gzip`, `${shown(kB)} kB in ${files} files`)
  return Promise.resolve(figures)
}

const gzipped = (entries: string[]): { kB: number; files: number } => {
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
  return { kB: bytes / 1000, files: seen.size }
}
