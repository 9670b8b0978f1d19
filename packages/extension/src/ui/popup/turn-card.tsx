/** What one may do with the light. The same words for both, quieter for the one who waits; no warning (TURN-3…7). While
 *  something that came is shown above it is folded to its title (FACE-1). */

import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { CoupleView, Light } from '@porchlight/shared/domain/view'
import type { Near } from '@porchlight/shared/domain/near'
import { loadInviteForm } from '../invite/load-invite-form.ts'
import { Loaded } from '../parts/loaded.tsx'
import type { Presses } from '../presses.ts'
import { Press } from '../parts/press.tsx'

type LitLight = Extract<Light, { state: 'mine' | 'theirs' | 'open' }>

export function TurnCard(props: {
  couple: CoupleView
  name: string
  presses: Presses
  /** How the other feels close. */
  near: Near | undefined
  folded: boolean
}) {
  const { light } = props.couple
  if (light.state !== 'mine' && light.state !== 'theirs' && light.state !== 'open') return null
  return <LitCard {...props} light={light} />
}

function LitCard({
  light,
  near,
  name,
  presses,
  folded,
}: {
  light: LitLight
  near: Near | undefined
  name: string
  presses: Presses
  folded: boolean
}) {
  const inviting = useSignal(false)
  const opener = useRef<HTMLButtonElement>(null)
  const { turn } = light
  const mine = light.state === 'mine'
  const title =
    light.state === 'mine' ? 'turn.titleMine' : light.state === 'theirs' ? 'turn.titleTheirs' : 'turn.titleOpen'
  const reachOut = (by: 'me' | 'other'): void => void presses.ask(`reach-${by}`, { kind: 'reach-out', turn, by })
  const actions = (
    <>
      <div class="turn-buttons">
        <Press presses={presses} name="reach-me" class={mine ? 'leaning' : ''} onPress={() => reachOut('me')}>
          {i18n.t('turn.reachedOut')}
        </Press>
        <button
          type="button"
          ref={opener}
          aria-expanded={inviting.value}
          onClick={() => {
            inviting.value = !inviting.value
          }}
        >
          {i18n.t('turn.invite')}
        </button>
        {mine && (
          <Press
            presses={presses}
            name="pass"
            onPress={() => void presses.ask('pass', { kind: 'pass', turn }, { key: 'turn.passDone', values: { name } })}
          >
            {i18n.t('turn.pass')}
          </Press>
        )}
        {light.state === 'mine' && light.canExtend && (
          <Press
            presses={presses}
            name="more-time"
            onPress={() => void presses.ask('more-time', { kind: 'more-time', turn }, { key: 'turn.moreTimeDone' })}
          >
            {i18n.t('turn.moreTime')}
          </Press>
        )}
        {light.state === 'theirs' && (
          <Press presses={presses} name="reach-other" class="wide" onPress={() => reachOut('other')}>
            {i18n.t('turn.theyReachedOut', { name })}
          </Press>
        )}
      </div>
      {inviting.value && (
        <Loaded
          load={loadInviteForm}
          part={{
            presses,
            turn,
            ...(near !== undefined && { near: { first: near.first, name } }),
            onDone() {
              inviting.value = false
              opener.current?.focus()
            },
          }}
        />
      )}
    </>
  )
  return folded ? (
    <details class="card turn-card">
      <summary>{i18n.t(title)}</summary>
      {actions}
    </details>
  ) : (
    <section class="card turn-card" data-quiet={mine ? undefined : ''}>
      <h2>{i18n.t(title)}</h2>
      {actions}
    </section>
  )
}
