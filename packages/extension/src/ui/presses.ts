/** What a screen does with a press: asks, shows that it waits after 300 ms, and says kindly when the answer is no.
 *  One press at a time for each name: the second one of a double click is the first one still. */

import { type ReadonlySignal, signal } from '@preact/signals'
import type { Command } from '@porchlight/shared/domain/command'
import type { DeviceCommand, Result } from '@porchlight/client/port/device-command'
import { refusalKeys } from './copy/refusal-copy.ts'
import type { Phrase } from './copy/say.ts'
import type { Link } from './link.ts'

export const showWaitAfterMs = 300

export interface Presses {
  /** The sentence of the status region. */
  said: ReadonlySignal<Phrase | undefined>
  /** The name of the press that has been waiting for longer than `showWaitAfterMs`. */
  waiting: ReadonlySignal<string | undefined>
  tell(phrase: Phrase | undefined): void
  /** @param name of the press, unique on the screen
   *  @param first painted at once, before the answer */
  ask(name: string, command: Command | DeviceCommand, first?: Phrase): Promise<Result | undefined>
}

export function createPresses(link: Pick<Link, 'ask'>): Presses {
  const said = signal<Phrase | undefined>(undefined)
  const waiting = signal<string | undefined>(undefined)
  const underway = new Set<string>()

  return {
    said,
    waiting,
    tell(phrase) {
      said.value = phrase
    },
    async ask(name, command, first) {
      if (underway.has(name)) return undefined
      underway.add(name)
      said.value = first
      const timer = setTimeout(() => {
        waiting.value = name
      }, showWaitAfterMs)
      const result = await link.ask(command)
      clearTimeout(timer)
      underway.delete(name)
      if (waiting.peek() === name) waiting.value = undefined
      if (!result.ok) said.value = { key: refusalKeys[result.reason] }
      return result
    },
  }
}
