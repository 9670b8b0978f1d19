/** A part of a screen whose code is on its way, and then the part. What a person needs only sometimes is loaded then. */

import { useSignal } from '@preact/signals'
import { type ComponentType, h } from 'preact'
import { useEffect } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import { Waits } from './waits.tsx'

type Loading<Props> =
  | { state: 'loading' }
  | { state: 'loaded'; Part: ComponentType<Props> }
  /** The extension was updated, or taken away, while this page was open. */
  | { state: 'failed' }

/** @param load must be the same function each time
 *  @param part what the part is given */
export function Loaded<Props extends object>(props: { load: () => Promise<ComponentType<Props>>; part: Props }) {
  const { load } = props
  const loading = useSignal<Loading<Props>>({ state: 'loading' })
  useEffect(() => {
    load().then(
      (Part) => {
        loading.value = { state: 'loaded', Part }
      },
      () => {
        loading.value = { state: 'failed' }
      },
    )
  }, [load, loading])
  switch (loading.value.state) {
    case 'loading':
      return <Fetching />
    case 'loaded':
      return h(loading.value.Part, props.part)
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
