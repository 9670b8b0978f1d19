/** What a screen does with a press: asks, shows that it waits after 300 ms, and says kindly when the answer is no.
 *  One press at a time for each name: the second one of a double click is the first one still. */

import { type ReadonlySignal, signal } from '@preact/signals'
import type { Command } from '@porchlight/shared/domain/command'
import type { DeviceCommand } from '@porchlight/client/port/device-command'
import { refusalKeys } from './copy/refusal-copy.ts'
import type { Phrase } from './copy/say.ts'
import type { Answer, Link } from './link.ts'

export const showWaitAfterMs = 300

export interface Acts {
  /** The sentence of the status region. */
  said: ReadonlySignal<Phrase | undefined>
  /** The name of the press that has been waiting for longer than `showWaitAfterMs`. */
  waiting: ReadonlySignal<string | undefined>
  tell(phrase: Phrase | undefined): void
  /** @param name of the press, unique on the screen
   *  @param first painted at once, before the answer */
  press(name: string, command: Command | DeviceCommand, first?: Phrase): Promise<Answer | undefined>
}

export function createActs(link: Pick<Link, 'ask'>): Acts {
  const said = signal<Phrase | undefined>(undefined)
  const waiting = signal<string | undefined>(undefined)
  const underway = new Set<string>()

  return {
    said,
    waiting,
    tell(phrase) {
      said.value = phrase
    },
    async press(name, command, first) {
      if (underway.has(name)) return undefined
      underway.add(name)
      said.value = first
      const timer = setTimeout(() => {
        waiting.value = name
      }, showWaitAfterMs)
      const answer = await link.ask(command)
      clearTimeout(timer)
      underway.delete(name)
      if (waiting.peek() === name) waiting.value = undefined
      if (!answer.ok) said.value = { key: refusalKeys[answer.reason] }
      return answer
    },
  }
}
