/** What a device writes by itself once the document is here: its person's name, and clearing away what is over.
 *  Rules: PAIR, DOM-6 */

import type { Context } from '@porchlight/shared/domain/context'
import { tidy, tidyIsDue } from '@porchlight/shared/domain/tidy'
import type { Membership } from '../membership/membership.ts'
import type { Acting } from './acting.ts'
import type { HeldChoices } from './choices.ts'
import type { Lookout } from './lookout.ts'
import type { Traces } from './traces.ts'

export interface UpkeepDeps {
  membership: Pick<Membership, 'record' | 'session' | 'introduced'>
  acting: Pick<Acting, 'run'>
  lookout: Pick<Lookout, 'look' | 'view'>
  choices: Pick<HeldChoices, 'now'>
  traces: Pick<Traces, 'tidiedAt' | 'tidied'>
  context(): Context
}

export interface Upkeep {
  /** The document is here. */
  arrive(): void
  /** At most once an hour. */
  tidyUp(): void
}

export function createUpkeep({ membership, acting, lookout, choices, traces, context }: UpkeepDeps): Upkeep {
  /** Says this person's name: where none is known yet, or where they have just joined and are called otherwise. */
  const introduce = (): void => {
    const record = membership.record()
    const view = lookout.view()
    const { name } = choices.now()
    if (record.state !== 'couple' || view === undefined || name === '') return
    const isNew = record.introduce === true && view.myName !== name
    if (isNew || view.myName === '') void acting.run({ kind: 'set-name', name })
    membership.introduced()
  }

  const tidyUp = (): void => {
    const session = membership.session()
    if (session?.sealed.status().state !== 'open' || membership.record().state !== 'couple') return
    const now = context()
    if (!tidyIsDue(traces.tidiedAt(), now.now)) return
    traces.tidied(now.now)
    tidy(session.inner, now)
  }

  return {
    arrive() {
      lookout.look()
      introduce()
      tidyUp()
    },
    tidyUp,
  }
}
