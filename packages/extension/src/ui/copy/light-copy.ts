/** The words for where the light is: the heading, the line under it, and the lamp's title (BADGE table). */

import type { CoupleView, Light } from '@porchlight/shared/domain/view'
import type { MessageKey, Phrase } from './say.ts'
import { softUntil } from './soft-time.ts'

export function lightHeading(light: Light, name: string): Phrase {
  switch (light.state) {
    case 'mine':
      return { key: 'light.mine' }
    case 'theirs':
      return { key: 'light.theirs', values: { name } }
    case 'open':
      return { key: 'light.open' }
    case 'paused':
      return { key: 'light.paused' }
    case 'resting':
      return { key: 'light.resting' }
    case 'retired':
      return { key: 'light.retired' }
    case 'no-agreement':
      return { key: 'light.none' }
  }
}

/** Only the holder learns anything about time (TURN-11). */
export function lightHint(couple: CoupleView, name: string, now: number, locale: string): Phrase {
  const { light, pause } = couple
  switch (light.state) {
    case 'mine':
      if (light.until !== undefined) return softUntil(light.until, now, locale)
      if (couple.invitationsToMe.some((one) => one.state === 'open'))
        return { key: 'light.mineInvited', values: { name } }
      return { key: 'light.minePlain' }
    case 'theirs':
      return { key: 'light.theirsHint' }
    case 'open':
      return { key: 'light.openHint' }
    case 'paused':
      if (pause.mine && pause.theirs) return { key: 'light.pausedBoth' }
      return pause.mine ? { key: 'light.pausedMine' } : { key: 'light.pausedTheirs', values: { name } }
    case 'resting':
      return { key: 'light.restingHint' }
    case 'retired':
      return { key: 'light.retiredHint' }
    case 'no-agreement':
      return { key: 'light.noneHint' }
  }
}

/** Never an intimate word, since it is also what the toolbar says. */
export function lampTitle(light: Light, name: string, waits: 'invitation' | 'signal' | undefined): Phrase {
  if (waits !== undefined) return { key: `lamp.${waits}` }
  if (light.state === 'theirs') return { key: 'lamp.theirs', values: { name } }
  const key: MessageKey = light.state === 'mine' ? 'lamp.mine' : light.state === 'open' ? 'lamp.open' : 'lamp.resting'
  return { key }
}
