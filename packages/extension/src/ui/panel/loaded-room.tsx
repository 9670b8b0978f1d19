/** A room whose code is on its way, and then the room. */

import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import { Waits } from '../parts/waits.tsx'
import type { RoomProps } from './room-props.ts'

type Loading =
  | { state: 'loading' }
  | { state: 'loaded'; View: ComponentType<RoomProps> }
  /** The extension was updated, or taken away, while this page was open. */
  | { state: 'failed' }

export function LoadedRoom({ load, ...props }: RoomProps & { load: () => Promise<ComponentType<RoomProps>> }) {
  const room = useSignal<Loading>({ state: 'loading' })
  useEffect(() => {
    load().then(
      (View) => {
        room.value = { state: 'loaded', View }
      },
      () => {
        room.value = { state: 'failed' }
      },
    )
  }, [load, room])
  switch (room.value.state) {
    case 'loading':
      return <Fetching />
    case 'loaded':
      return <room.value.View {...props} />
    case 'failed':
      return (
        <section class="card stack" role="alert">
          <p>{i18n.t('rooms.failed')}</p>
          <button type="button" onClick={() => location.reload()}>
            {i18n.t('rooms.again')}
          </button>
        </section>
      )
  }
}

export const Fetching = () => (
  <p class="row soft fetching" role="status">
    <Waits words="" /> {i18n.t('agreement.loading')}
  </p>
)
