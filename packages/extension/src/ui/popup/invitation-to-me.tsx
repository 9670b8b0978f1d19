/** An invitation that arrived, and five answers of the same size. One press answers; a few words may go with it. */

import { useSignal } from '@preact/signals'
import { i18n } from '../copy/i18n.ts'
import type { InvitationToMe as Invitation } from '@porchlight/shared/domain/view'
import type { AnswerKind } from '@porchlight/shared/domain/invitation'
import type { Presses } from '../presses.ts'
import { answerKeys } from '../copy/answer-copy.ts'
import { tagKeys } from '../copy/tag-copy.ts'
import { say } from '../copy/say.ts'
import { softAgo } from '../copy/soft-time.ts'
import { Press } from '../parts/press.tsx'
import { Loaded } from '../parts/loaded.tsx'

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
  const pressOf = (kind: AnswerKind): string => `answer-${invitation.id}-${kind}`
  const answer = (kind: AnswerKind, text = '', when = ''): void =>
    void presses.ask(pressOf(kind), {
      kind: 'answer',
      invitation: invitation.id,
      answer: kind,
      ...(text.trim() === '' ? {} : { text: text.trim() }),
      ...(when.trim() === '' ? {} : { when: when.trim() }),
    })

  return (
    <section class="card invitation rise" role="group" aria-label={i18n.t('invitation.from', { name })}>
      <p class="invitation-from">
        <span>{i18n.t('invitation.from', { name })}</span>
        <span class="when">{say(softAgo(invitation.at, Date.now()))}</span>
      </p>
      <blockquote dir="auto">{invitation.text}</blockquote>
      {invitation.tag !== undefined && <p class="tag-said">{i18n.t(tagKeys[invitation.tag])}</p>}
      {invitation.state === 'answered' ? (
        <p class="soft">
          {invitation.myAnswer &&
            i18n.t('invitation.answeredByMe', { answer: i18n.t(answerKeys[invitation.myAnswer.kind]) })}
        </p>
      ) : adding.value ? (
        <Loaded
          load={loadAnswerWithWords}
          part={{ presses, pressOf, onAnswer: answer, onBack: () => (adding.value = false) }}
        />
      ) : (
        <div class="answers">
          {answerKinds.map((kind) => (
            <Press key={kind} presses={presses} name={pressOf(kind)} onPress={() => answer(kind)}>
              {i18n.t(answerKeys[kind])}
            </Press>
          ))}
          <button
            type="button"
            class="bare"
            onClick={() => {
              adding.value = true
            }}
          >
            {i18n.t('invitation.addWords')}
          </button>
        </div>
      )}
    </section>
  )
}

const answerKinds = Object.keys(answerKeys) as AnswerKind[]

const loadAnswerWithWords = async () => (await import('./answer-with-words.tsx')).AnswerWithWords
