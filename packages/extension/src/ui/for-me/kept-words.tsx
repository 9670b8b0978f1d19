/** What was kept from elsewhere, such as both answers to a question (ASK-4). */

import type { Held, KeptWords } from '@porchlight/client/port/for-me'
import { i18n } from '../copy/i18n.ts'
import type { ForMeProps } from './for-me-props.ts'

export function KeptWordsList({ kept, drawer, tell }: ForMeProps & { kept: readonly Held<KeptWords>[] }) {
  if (kept.length === 0) return null
  const letGo = async ({ id, value }: Held<KeptWords>): Promise<void> => {
    const gone = await drawer.remove([id])
    if (!gone.ok) return tell(gone.reason)
    tell({ key: 'forMe.keptGone' }, () => drawer.put([{ id, kind: 'kept', value: { ...value }, was: null }]))
  }
  return (
    <section class="card stack" aria-labelledby="for-me-kept">
      <h2 id="for-me-kept">{i18n.t('forMe.keptTitle')}</h2>
      {kept.map((one) => (
        <details key={one.id} class="kept">
          <summary dir="auto">{one.value.title}</summary>
          <div class="stack tight">
            <p class="own-words" dir="auto">
              {one.value.text}
            </p>
            <div class="row">
              <button type="button" class="bare" onClick={() => void letGo(one)}>
                {i18n.t('forMe.letGo')}
              </button>
            </div>
          </div>
        </details>
      ))}
    </section>
  )
}
