/** Before there is a porch here: the doors, and behind each the one form it needs. Whoever comes by a link is past the doors. */

import { useEffect } from 'preact/hooks'
import type { Signal } from '@preact/signals'
import type { Settings } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import type { Coming } from './come-back.tsx'
import { type Door, Doors } from './doors.tsx'
import type { Failure } from './failure.ts'
import { Join } from './join.tsx'
import { Start } from './start.tsx'
import type { Typed } from './typed.ts'

export function Begin(props: {
  settings: Settings
  /** As last typed on this device. */
  name: string
  failed: Failure | undefined
  typed: Typed
  /** Undefined until one was chosen. */
  door: Signal<Door | 'doors' | undefined>
  coming: Coming
  presses: Presses
  openForMe: () => void
  /** Opened with an invite: it needs no door. */
  invited: boolean
}) {
  const { typed, door, failed, presses, settings } = props
  useEffect(() => {
    if (typed.name.peek() === '') typed.name.value = props.name
  }, [typed.name, props.name])
  const shown = door.value ?? doorOf(failed, props.invited)
  const toDoors = (): void => {
    door.value = 'doors'
  }
  const common = { settings, typed, presses, onBack: toDoors }
  switch (shown) {
    case 'doors':
      return (
        <Doors
          settings={settings}
          typed={typed}
          coming={props.coming}
          presses={presses}
          openForMe={props.openForMe}
          returned={door.value === 'doors'}
          onDoor={(chosen) => {
            door.value = chosen
          }}
        />
      )
    case 'join':
      return <Join {...common} failed={failed?.role === 'joiner' ? failed.reason : undefined} />
    case 'start':
      return <Start {...common} failed={failed?.role === 'inviter' ? failed.reason : undefined} />
  }
}

/** Where somebody stands who has chosen none: before the form that failed, or at their invite. */
function doorOf(failed: Failure | undefined, invited: boolean): Door | 'doors' {
  if (failed !== undefined) return failed.role === 'inviter' ? 'start' : 'join'
  return invited ? 'join' : 'doors'
}
