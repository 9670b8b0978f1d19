/** One question on the table: my answer, which stays in this browser until both are ready; then both answers, side by side.
 *  Rules: ASK-2, ASK-3, ASK-4. */

import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { fitsIn, limits } from '@porchlight/shared/domain/text-limit'
import type { Question } from '@porchlight/shared/domain/view'
import { i18n } from '../copy/i18n.ts'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'
import type { Presses } from '../presses.ts'
import { type AnswerDrafts, draftOf } from './answer-drafts.ts'
import { Leaving } from './leaving.tsx'
import { questionText } from './question-text.ts'
import { useLeaving } from './use-leaving.ts'
import { useSaved } from './use-saved.ts'

export interface QuestionProps<Q extends Question = Question> {
  question: Q
  name: string
  presses: Presses
  drafts: AnswerDrafts
}

export function QuestionCard(props: QuestionProps) {
  const { question, presses } = props
  const { id } = question
  const away = useLeaving(() => void presses.ask(`away-${id}`, { kind: 'put-away', question: id }))
  return (
    <article class="card stack question" aria-labelledby={`asked-${id}`}>
      <h3 id={`asked-${id}`} class="asked" dir="auto">
        {questionText(question.asked)}
      </h3>
      {away.isLeaving ? (
        <Leaving words={i18n.t('today.leaving')} onUndo={away.undo} />
      ) : (
        <Standing {...props} onPutAway={away.leave} />
      )}
    </article>
  )
}

type StandingProps<Q extends Question = Question> = QuestionProps<Q> & { onPutAway: () => void }

function Standing({ question, ...props }: StandingProps) {
  switch (question.state) {
    case 'open':
      // What waits in this browser is read first: nothing is typed over it.
      return props.drafts.all !== undefined ? <Answering {...props} question={question} /> : null
    case 'ready':
      return <Ready {...props} question={question} />
    case 'on-its-way':
      return (
        <>
          <p class="soft" role="status">
            {question.mine ? i18n.t('today.theirsOnWay', { name: props.name }) : i18n.t('today.mineOnWay')}
          </p>
          <Foot {...props} />
        </>
      )
    case 'shown':
      return <SideBySide {...props} question={question} />
  }
}

function Answering(props: StandingProps<Extract<Question, { state: 'open' }>>) {
  const { question, name, presses, drafts } = props
  const { id } = question
  const text = useSignal(draftOf(drafts, id) ?? '')
  const saving = useSaved(text, (written) => drafts.keep(question, written))
  const beReady = async (): Promise<void> => {
    if (text.value.trim() === '') return presses.tell({ key: 'refusal.empty' })
    if (!fitsIn(limits.questionAnswer, text.value)) return
    const kept = await saving.now()
    if (kept?.ok === false) return
    await presses.ask(`ready-${id}`, { kind: 'be-ready', question: id })
  }
  return (
    <>
      <TextField
        label={i18n.t('today.answer')}
        hint={i18n.t('today.answerHint', { name })}
        value={text}
        rows={3}
        limit={limits.questionAnswer}
        onLeave={() => void saving.now()}
      />
      <Foot {...props}>
        <Press presses={presses} name={`ready-${id}`} class="leaning" onPress={() => void beReady()}>
          {i18n.t('today.ready')}
        </Press>
      </Foot>
    </>
  )
}

function Ready(props: StandingProps<Extract<Question, { state: 'ready' }>>) {
  const { question, name, presses, drafts } = props
  const { id, here } = question
  const mine = draftOf(drafts, id)
  return (
    <>
      {here && mine !== undefined && (
        <p class="answer" dir="auto">
          {mine}
        </p>
      )}
      <p class="soft" role="status">
        {here ? i18n.t('today.readyHere', { name }) : i18n.t('today.readyElsewhere')}
      </p>
      <Foot {...props}>
        {here && (
          <Press
            presses={presses}
            name={`not-yet-${id}`}
            onPress={() => void presses.ask(`not-yet-${id}`, { kind: 'not-yet', question: id })}
          >
            {i18n.t('today.notYet')}
          </Press>
        )}
      </Foot>
    </>
  )
}

function SideBySide(props: StandingProps<Extract<Question, { state: 'shown' }>>) {
  const { question, name } = props
  return (
    <>
      <div class="today-pair answers-pair">
        <div>
          <h4>{i18n.t('today.you')}</h4>
          <p class="answer" dir="auto">
            {question.mine}
          </p>
        </div>
        <div>
          <h4>{name}</h4>
          <p class="answer" dir="auto">
            {question.theirs}
          </p>
        </div>
      </div>
      <Foot {...props} />
    </>
  )
}

function Foot(props: { onPutAway: () => void; children?: ComponentChildren }) {
  return (
    <div class="row spread">
      <button type="button" class="bare" onClick={props.onPutAway}>
        {i18n.t('today.putAway')}
      </button>
      {props.children}
    </div>
  )
}
