/** The status region of a screen: what was just done, or why it was not. Always in the page, so that it is read out. */

import type { Presses } from '../presses.ts'
import { say } from '../copy/say.ts'

export function Said({ presses }: { presses: Presses }) {
  const phrase = presses.said.value
  return (
    <p class="said" role="status">
      {phrase && <span class="rise">{say(phrase)}</span>}
    </p>
  )
}
