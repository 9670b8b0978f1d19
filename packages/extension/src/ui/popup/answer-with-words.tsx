/** An answer with a few words: which one, a starter that can be changed, and with a rain check a hope of when. Rule: INV-6. */

import '../invite/invite.css'
import { useSignal } from '@preact/signals'
import type { AnswerKind } from '@porchlight/shared/domain/invitation'
import { limits } from '@porchlight/shared/domain/text-limit'
import { answerKeys } from '../copy/answer-copy.ts'
import { i18n } from '../copy/i18n.ts'
import { answerStarters, whenStarters } from '../copy/invite-copy.ts'
import { Press } from '../parts/press.tsx'
import { Starters } from '../parts/starters.tsx'
import { TextField } from '../parts/text-field.tsx'
import type { Presses } from '../presses.ts'

export function AnswerWithWords(props: {
  presses: Presses
  /** The name of the press that answers so. */
  pressOf: (kind: AnswerKind) => string
  onAnswer: (kind: AnswerKind, text: string, when: string) => void
  onBack: () => void
}) {
  const kind = useSignal<AnswerKind>('gladly')
  const words = useSignal('')
  const when = useSignal('')
  return (
    <div class="stack tight rise">
      <div class="answer-kinds" role="group" aria-label={i18n.t('answer.which')}>
        {answerKinds.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={kind.value === one}
            onClick={() => {
              kind.value = one
            }}
          >
            {i18n.t(answerKeys[one])}
          </button>
        ))}
      </div>
      <TextField label={i18n.t('invitation.words')} value={words} rows={2} advised focused limit={limits.answer} />
      <Starters
        label={i18n.t('invite.examples')}
        words={answerStarters[kind.value].map((key) => i18n.t(key))}
        into={words}
      />
      {kind.value === 'rain-check' && (
        <>
          <TextField label={i18n.t('invitation.when')} value={when} limit={limits.when} />
          <Starters label={i18n.t('invite.examples')} words={whenStarters.map((key) => i18n.t(key))} into={when} />
        </>
      )}
      <div class="row end">
        <button type="button" class="bare" onClick={props.onBack}>
          {i18n.t('common.neverMind')}
        </button>
        <Press
          presses={props.presses}
          name={props.pressOf(kind.value)}
          class="leaning"
          onPress={() => props.onAnswer(kind.value, words.value, kind.value === 'rain-check' ? when.value : '')}
        >
          {i18n.t('answer.send')}
        </Press>
      </div>
    </div>
  )
}

const answerKinds = Object.keys(answerKeys) as AnswerKind[]
