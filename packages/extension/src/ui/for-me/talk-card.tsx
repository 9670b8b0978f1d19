/** The way into *before we talk*, and what was kept of it. Rule: TALK-1 */

import type { Held, Talk } from '@porchlight/client/port/for-me'
import { i18n } from '../copy/i18n.ts'
import type { ForMeProps } from './for-me-props.ts'
import { Readback } from './readback.tsx'
import { nameOf } from './talk-copy.ts'

export function TalkEntrance(
  props: ForMeProps & {
    draft: Held<Talk> | undefined
    talks: readonly Held<Talk>[]
    onBegin: () => void
    onInvite: (talk: Talk) => void
  },
) {
  const { draft, talks, drawer, tell } = props
  const letGo = async ({ id }: Held<Talk>): Promise<void> => {
    const gone = await drawer.remove([id])
    tell(gone.ok ? { key: 'forMe.gone' } : gone.reason)
  }
  return (
    <section class="card stack" aria-labelledby="for-me-talk">
      <div class="stack tight">
        <h2 id="for-me-talk">{i18n.t('forMe.talkTitle')}</h2>
        <p class="soft">{i18n.t(draft === undefined ? 'forMe.talkText' : 'forMe.talkDraft')}</p>
      </div>
      <div class="row">
        <button type="button" class="leaning" onClick={props.onBegin}>
          {i18n.t(draft === undefined ? 'forMe.begin' : 'forMe.goOn')}
        </button>
        {draft !== undefined && (
          <button type="button" class="bare" onClick={() => void letGo(draft)}>
            {i18n.t('forMe.letItGo')}
          </button>
        )}
      </div>
      {talks.map((talk) => (
        <details key={talk.id} class="kept">
          <summary dir="auto">{nameOf(talk.value)}</summary>
          <div class="stack">
            <Readback talk={talk.value} />
            <div class="row">
              <button type="button" onClick={() => props.onInvite(talk.value)}>
                {i18n.t('forMe.makeInvitation')}
              </button>
              <button type="button" class="bare" onClick={() => void letGo(talk)}>
                {i18n.t('forMe.letItGo')}
              </button>
            </div>
          </div>
        </details>
      ))}
    </section>
  )
}
