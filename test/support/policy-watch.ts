/** Hears of everything the pages and the worker of a browser were refused by their Content Security Policy. */

import type { BrowserContext, ConsoleMessage, Worker } from 'playwright-core'

export interface PolicyWatch {
  /** What was refused so far, as `directive: what`. */
  refused(): string[]
}

const mark = 'refused by policy: '

/** Watches pages opened from now on, and the worker that runs now. */
export async function watchPolicy(context: BrowserContext, worker: Worker): Promise<PolicyWatch> {
  const refused: string[] = []
  const listen = (message: ConsoleMessage): void => {
    const text = message.text()
    if (text.startsWith(mark)) refused.push(text.slice(mark.length))
    else if (text.includes('Content Security Policy')) refused.push(`console: ${text}`)
  }
  context.on('console', listen)
  worker.on('console', listen)
  await context.addInitScript(report, mark)
  await worker.evaluate(report, mark)
  return { refused: () => [...refused] }
}

function report(mark: string): void {
  addEventListener('securitypolicyviolation', (event) => {
    const { effectiveDirective, blockedURI, sourceFile, sample } = event
    console.warn(`${mark}${effectiveDirective}: ${blockedURI} ${sample} (${sourceFile})`)
  })
}
