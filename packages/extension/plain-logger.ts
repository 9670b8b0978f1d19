/** Yjs says its few warnings through lib0's logger. The form of it for browsers can also draw into a page, and so brings lib0's
 *  DOM and schema modules into every worker that starts, 2.5 kB packed; the plain form beside it, the one Deno gets, writes to
 *  the console alone. Fails the build where that no longer holds, for then this file is to go. */

import type { WxtViteConfig } from 'wxt'

type Plugin = Extract<NonNullable<WxtViteConfig['plugins']>[number], { name: string }>

export function plainLogger(): Plugin {
  let isWanted = false
  return {
    name: 'plain-logger',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (source !== 'lib0/logging') return null
      const found = await this.resolve(source, importer, { skipSelf: true })
      const text = found === null ? '' : await this.fs.readFile(found.id, { encoding: 'utf8' })
      if (found === null || !text.includes("from './dom.js'")) {
        return this.error('lib0/logging brings no DOM modules any more: plain-logger.ts has lost its reason.')
      }
      isWanted = true
      return found.id.replace(/logging\.js$/, 'logging.node.js')
    },
    buildEnd(failure) {
      if (failure === undefined && !isWanted)
        this.error('Nothing asks for lib0/logging: plain-logger.ts has lost its reason.')
    },
  }
}
