/** The questions on the table, three at most, and the ways to put one there. Rules: ASK-1, ASK-2. */

import { questionsOnTable } from '@porchlight/shared/domain/question'
import type { CoupleView } from '@porchlight/shared/domain/view'
import { i18n } from '../copy/i18n.ts'
import type { Presses } from '../presses.ts'
import { AskOne } from './ask-one.tsx'
import type { AnswerDrafts } from './answer-drafts.ts'
import { LeftAnswer } from './left-answer.tsx'
import { QuestionCard } from './question-card.tsx'

export function Table(props: { couple: CoupleView; presses: Presses; drafts: AnswerDrafts }) {
  const { couple, presses, drafts } = props
  const { questions } = couple
  const left = (drafts.all ?? []).filter(({ question }) => !questions.some(({ id }) => id === question))
  const name = couple.otherName || i18n.t('common.someone')
  return (
    <section class="stack table" aria-labelledby="table-title">
      <h2 id="table-title">{i18n.t('today.table')}</h2>
      {questions.length === 0 && <p class="soft">{i18n.t('today.tableEmpty')}</p>}
      {questions.map((question) => (
        <QuestionCard key={question.id} question={question} name={name} presses={presses} drafts={drafts} />
      ))}
      {left.map((answer) => (
        <LeftAnswer key={answer.question} answer={answer} drafts={drafts} />
      ))}
      {questions.length < questionsOnTable && <AskOne questions={questions} presses={presses} />}
    </section>
  )
}
