/** An answer that waits in this device's drawer until both are ready: a record of its own kind, by its question.
 *  Rules: ASK-2, PRIV-1. */

import type { Asked } from '@porchlight/shared/domain/question'
import type { DrawerEntry, Json } from './drawer-view.ts'

export const answerKind = 'answer'

export function answerRecordId(question: string): string {
  return `answer/${question}`
}

/** @param asked kept beside it, so that what somebody wrote still says what it answers once the question has left the table */
export function answerEntry(question: string, text: string, asked: Asked): DrawerEntry {
  return { id: answerRecordId(question), kind: answerKind, value: { question, text, asked: { ...asked } } }
}

export interface WaitingAnswer {
  question: string
  text: string
  asked: Asked
}

/** @returns undefined for what is no answer */
export function answerFrom({ kind, value }: { kind: string; value: Json }): WaitingAnswer | undefined {
  if (kind !== answerKind || typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { question, text, asked } = value as Record<string, Json>
  if (typeof question !== 'string' || typeof text !== 'string') return undefined
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return undefined
  const { card, text: words } = asked as Record<string, Json>
  if (typeof card === 'string') return { question, text, asked: { card } }
  return typeof words === 'string' ? { question, text, asked: { text: words } } : undefined
}
