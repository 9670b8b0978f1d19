/** My answers to the questions on the table: each waits in this device's drawer until both are ready, and then this device brings it
 *  into the document. Before that there is nothing of it anywhere else.
 *
 *    drawer ──ready, and so is the other──► drawer and document ──shown, and saved──► document
 *
 *  It stays in the drawer until the document with it is safe, so a worker killed anywhere loses nothing.
 *  Rules: ASK-2, ASK-3, PRIV-1 */

import type { Command } from '@porchlight/shared/domain/command'
import { cleanText } from '@porchlight/shared/domain/text-limit'
import type { CoupleView } from '@porchlight/shared/domain/view'
import type { Drawer } from '../private/drawer.ts'
import { answerFrom, answerKind, answerRecordId } from '../port/answer-record.ts'
import type { Result } from '../port/device-command.ts'

export interface AnswersDeps {
  drawer: Pick<Drawer, 'read' | 'list' | 'remove'>
  run(command: Command): Promise<Result>
  /** Undefined while nothing can be read. */
  view(): CoupleView | undefined
  /** Whether what was written here lies on the server too. */
  isSaved(): boolean
  log(message: string, cause?: unknown): void
}

export interface Answers {
  /** *Ready* says that an answer is here; without one it is refused. */
  beReady(command: Extract<Command, { kind: 'be-ready' }>): Promise<Result>
  /** Something changed: brings what both are ready for, and lets go of what has arrived. */
  follow(): void
  /** Those that wait go with the couple. */
  forget(): Promise<void>
}

export function createAnswers(deps: AnswersDeps): Answers {
  const { drawer } = deps
  let following: Promise<void> | undefined
  let isAskedAgain = false

  const textFor = async (question: string): Promise<string | undefined> => {
    const record = await drawer.read(answerRecordId(question))
    return record === undefined ? undefined : answerFrom(record)?.text
  }

  const bring = async (): Promise<void> => {
    for (const { id: question, state } of deps.view()?.questions ?? []) {
      if (state !== 'on-its-way') continue
      const text = await textFor(question)
      // Where it is here already, or this device has not said that it is ready, nothing is written.
      if (text !== undefined) await deps.run({ kind: 'share', question, text })
    }
  }

  /** Only what has arrived: another text, typed on this device after the other one of mine had answered, is still its person's. */
  const letGo = async (): Promise<void> => {
    const view = deps.view()
    if (view === undefined || !deps.isSaved()) return
    const arrived = new Map(view.questions.flatMap((one) => (one.state === 'shown' ? [[one.id, one.mine]] : [])))
    if (arrived.size === 0) return
    const ids = (await drawer.list(answerKind)).flatMap((record) => {
      const answer = answerFrom(record)
      return answer !== undefined && arrived.get(answer.question) === cleanText(answer.text) ? [record.id] : []
    })
    if (ids.length > 0) await drawer.remove(ids)
  }

  const followNow = async (): Promise<void> => {
    do {
      isAskedAgain = false
      try {
        await bring()
        await letGo()
      } catch (cause) {
        // Shut meanwhile, or a disk out of reach: it stays where it is, and is brought at the next change.
        deps.log('An answer could not be brought yet.', cause)
      }
    } while (isAskedAgain)
    following = undefined
  }

  return {
    async beReady(command) {
      if ((await textFor(command.question)) === undefined) return { ok: false, reason: 'empty' }
      return deps.run(command)
    },
    follow() {
      if (!deps.view()?.questions.some(({ state }) => state === 'on-its-way' || state === 'shown')) return
      isAskedAgain = true
      following ??= followNow()
    },
    async forget() {
      const waiting = await drawer.list(answerKind)
      if (waiting.length > 0) await drawer.remove(waiting.map(({ id }) => id))
    },
  }
}
