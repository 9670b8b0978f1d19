/** What I wrote for a question that has left the table before I was ready: still mine, until I let it go. Rules: ASK-2, ASK-3. */

import type { WaitingAnswer } from '@porchlight/client/port/answer-record'
import { i18n } from '../copy/i18n.ts'
import type { AnswerDrafts } from './answer-drafts.ts'
import { Leaving } from './leaving.tsx'
import { questionText } from './question-text.ts'
import { useLeaving } from './use-leaving.ts'

export function LeftAnswer({ answer, drafts }: { answer: WaitingAnswer; drafts: AnswerDrafts }) {
  const going = useLeaving(() => void drafts.letGo(answer.question))
  return (
    <article class="card stack question" aria-labelledby={`left-${answer.question}`}>
      <h3 id={`left-${answer.question}`} class="asked" dir="auto">
        {questionText(answer.asked)}
      </h3>
      {going.isLeaving ? (
        <Leaving words={i18n.t('today.lettingGo')} onUndo={going.undo} />
      ) : (
        <>
          <p class="answer" dir="auto">
            {answer.text}
          </p>
          <p class="soft">{i18n.t('today.left')}</p>
          <div class="row">
            <button type="button" class="bare" onClick={going.leave}>
              {i18n.t('today.letGo')}
            </button>
          </div>
        </>
      )}
    </article>
  )
}
