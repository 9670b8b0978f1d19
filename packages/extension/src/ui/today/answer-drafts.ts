/** My answers that wait, in this device's drawer. Nobody else can see them; once both are ready the device brings them.
 *  Rule: ASK-2. */

import { type WaitingAnswer, answerEntry, answerFrom, answerRecordId } from '@porchlight/client/port/answer-record'
import type { Result } from '@porchlight/client/port/device-command'
import type { DrawerView } from '@porchlight/client/port/drawer-view'
import type { Question } from '@porchlight/shared/domain/view'
import type { Presses } from '../presses.ts'

export interface AnswerDrafts {
  /** Undefined while it is not known what waits. */
  all: readonly WaitingAnswer[] | undefined
  keep(question: Pick<Question, 'id' | 'asked'>, text: string): Promise<Result>
  letGo(question: string): Promise<Result>
}

export function answerDrafts(drawer: DrawerView | undefined, presses: Presses): AnswerDrafts {
  const records = drawer !== undefined && 'records' in drawer ? drawer.records : undefined
  const letGo = async (question: string): Promise<Result> =>
    (await presses.ask(`keep-${question}`, { kind: 'take-from-drawer', ids: [answerRecordId(question)] })) ?? {
      ok: true,
    }
  return {
    all: records?.flatMap((record) => answerFrom(record) ?? []),
    letGo,
    async keep({ id, asked }, text) {
      if (text.trim() === '') return letGo(id)
      const entries = [answerEntry(id, text, asked)]
      return (await presses.ask(`keep-${id}`, { kind: 'put-in-drawer', entries })) ?? { ok: true }
    },
  }
}

export function draftOf(drafts: AnswerDrafts, question: string): string | undefined {
  return drafts.all?.find((one) => one.question === question)?.text
}
