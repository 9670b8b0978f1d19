/** What the picture shows: a pure function of the view. */

import type { ScreenView } from '@porchlight/client/port/port'

export interface SceneState {
  /** `both`: on for either. `night`: paused, resting, retired, nothing agreed, or no couple yet. */
  light: 'mine' | 'theirs' | 'both' | 'night'
  /** Something of the other waits here: the lamp has a rose halo. */
  here: boolean
}

export function sceneStateOf(view: ScreenView | undefined, waiting: boolean): SceneState {
  return { light: lightOf(view), here: waiting }
}

function lightOf(view: ScreenView | undefined): SceneState['light'] {
  if (view?.state !== 'couple') return 'night'
  switch (view.couple.light.state) {
    case 'mine':
      return 'mine'
    case 'theirs':
      return 'theirs'
    case 'open':
      return 'both'
    case 'paused':
    case 'resting':
    case 'retired':
    case 'no-agreement':
      return 'night'
  }
}
