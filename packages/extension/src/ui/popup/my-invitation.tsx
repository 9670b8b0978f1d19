/** An invitation of mine: on its way, or answered. Nothing tells whether it was seen. Two of the answers are followed by an offer
 *  of the next kind step (INV-7). */

import { useSignal } from '@preact/signals'
import { i18n } from '../copy/i18n.ts'
import type { MyInvitation as Invitation } from '@porchlight/shared/domain/view'
import type { Presses } from '../presses.ts'
import { answerKeys } from '../copy/answer-copy.ts'
import { loadInviteForm } from '../invite/load-invite-form.ts'
import { Loaded } from '../parts/loaded.tsx'
import { Press } from '../parts/press.tsx'

export function MyInvitation(props: {
  invitation: Invitation
  name: string
  presses: Presses
  /** The turn that is on, if any. */
  turn: number | undefined
  /** Leads to *before we talk*; absent where that room is put away. */
  onBeforeWeTalk?: (() => void) | undefined
}) {
  const { invitation, name, presses, turn } = props
  const { answer } = invitation
  const again = useSignal(false)
  const takeBack = (): void =>
    void presses.ask(
      `take-back-${invitation.id}`,
      { kind: 'take-back', invitation: invitation.id },
      { key: 'invitation.takenBack' },
    )
  return (
    <section class="card invitation rise">
      <p role="status" class="invitation-from">
        {answer === undefined
          ? i18n.t('invitation.mine')
          : i18n.t('invitation.answeredByThem', { name, answer: i18n.t(answerKeys[answer.kind]) })}
      </p>
      {answer?.text !== undefined && <blockquote dir="auto">{answer.text}</blockquote>}
      {answer?.when !== undefined && <p class="soft">{i18n.t('invitation.whenLine', { when: answer.when })}</p>}
      <blockquote class={answer === undefined ? 'mine' : 'mine brief'} dir="auto">
        {invitation.text}
      </blockquote>
      {answer?.kind === 'gentler' && turn !== undefined && !again.value && (
        <button type="button" class="next-step" onClick={() => (again.value = true)}>
          {i18n.t('invite.softer')}
        </button>
      )}
      {answer?.kind === 'gentler' && turn !== undefined && again.value && (
        <Loaded load={loadInviteForm} part={{ presses, turn, softer: true, onDone: () => (again.value = false) }} />
      )}
      {answer?.kind === 'talk' && props.onBeforeWeTalk !== undefined && (
        <button type="button" class="next-step" onClick={props.onBeforeWeTalk}>
          {i18n.t('invite.beforeWeTalk')}
        </button>
      )}
      {invitation.state === 'open' && invitation.canTakeBack && (
        <div class="row end">
          <Press presses={presses} name={`take-back-${invitation.id}`} class="bare" onPress={takeBack}>
            {i18n.t('invitation.takeBack')}
          </Press>
        </div>
      )}
    </section>
  )
}
