/** An invitation of mine: on its way, or answered. Nothing tells whether it was seen. */

import { i18n } from '../copy/i18n.ts'
import type { MyInvitation as Invitation } from '@porchlight/shared/domain/view'
import type { Presses } from '../presses.ts'
import { answerKeys } from '../copy/answer-copy.ts'
import { Press } from '../parts/press.tsx'

export function MyInvitation({
  invitation,
  name,
  presses,
}: {
  invitation: Invitation
  name: string
  presses: Presses
}) {
  const { answer } = invitation
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
      <blockquote class="mine" dir="auto">
        {invitation.text}
      </blockquote>
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
