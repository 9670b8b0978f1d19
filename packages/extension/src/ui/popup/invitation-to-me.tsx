/** An invitation that arrived, and five answers of the same size. One press answers; a few words may go with it. */

import { useSignal } from '@preact/signals'
import { i18n } from '../copy/i18n.ts'
import type { InvitationToMe as Invitation } from '@porchlight/shared/domain/view'
import type { AnswerKind } from '@porchlight/shared/domain/invitation'
import { limits } from '@porchlight/shared/domain/text-limit'
import type { Presses } from '../presses.ts'
import { answerKeys } from '../copy/answer-copy.ts'
import { say } from '../copy/say.ts'
import { softAgo } from '../copy/soft-time.ts'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'

export function InvitationToMe({
  invitation,
  name,
  presses,
}: {
  invitation: Invitation
  name: string
  presses: Presses
}) {
  const adding = useSignal(false)
  const words = useSignal('')
  const when = useSignal('')

  const answer = (kind: AnswerKind): void => {
    const text = words.value.trim()
    const time = kind === 'rain-check' ? when.value.trim() : ''
    void presses.ask(`answer-${invitation.id}-${kind}`, {
      kind: 'answer',
      invitation: invitation.id,
      answer: kind,
      ...(text === '' ? {} : { text }),
      ...(time === '' ? {} : { when: time }),
    })
  }

  return (
    <section class="card invitation rise" role="group" aria-label={i18n.t('invitation.from', { name })}>
      <p class="invitation-from">
        <span>{i18n.t('invitation.from', { name })}</span>
        <span class="when">{say(softAgo(invitation.at, Date.now()))}</span>
      </p>
      <blockquote dir="auto">{invitation.text}</blockquote>
      {invitation.state === 'answered' ? (
        <p class="soft">
          {invitation.myAnswer &&
            i18n.t('invitation.answeredByMe', { answer: i18n.t(answerKeys[invitation.myAnswer.kind]) })}
        </p>
      ) : (
        <>
          <div class="answers">
            {answerKinds.map((kind) => (
              <Press key={kind} presses={presses} name={`answer-${invitation.id}-${kind}`} onPress={() => answer(kind)}>
                {i18n.t(answerKeys[kind])}
              </Press>
            ))}
          </div>
          {adding.value ? (
            <div class="stack tight rise">
              <TextField label={i18n.t('invitation.words')} value={words} rows={2} focused limit={limits.answer} />
              <TextField label={i18n.t('invitation.when')} value={when} limit={limits.when} />
            </div>
          ) : (
            <button
              type="button"
              class="bare add-words"
              onClick={() => {
                adding.value = true
              }}
            >
              {i18n.t('invitation.addWords')}
            </button>
          )}
        </>
      )}
    </section>
  )
}

const answerKinds = Object.keys(answerKeys) as AnswerKind[]
