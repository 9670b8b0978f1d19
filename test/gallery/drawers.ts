/** What lies in this device's drawer, for the views that show some of it. */

import { answerEntry } from '@porchlight/client/port/answer-record'
import type { DrawerRecord, DrawerView } from '@porchlight/client/port/drawer-view'

export const questionIds = {
  open: 'Q'.repeat(22),
  ready: 'R'.repeat(22),
  shown: 'S'.repeat(22),
  gone: 'G'.repeat(22),
} as const

const answers: DrawerRecord[] = [
  answerEntry(questionIds.open, 'When you sit down beside me without a word, and', { card: 'closeness-1' }),
  answerEntry(questionIds.ready, 'The lake, with the old blanket. And nobody else up yet.', { card: 'dreams-1' }),
].map((entry) => ({ ...entry, rev: '1' }))

const left: DrawerRecord[] = [
  ...answers,
  {
    ...answerEntry(questionIds.gone, 'The big round table, and everybody talking at once.', { card: 'family-11' }),
    rev: '1',
  },
]

const drawers: Readonly<Record<string, readonly DrawerRecord[]>> = {
  'today-open': answers,
  'today-ready': answers,
  'today-left': left,
}

export function drawerOf(view: string): DrawerView {
  return { state: 'ready', records: drawers[view] ?? [] }
}
