/** Years of two people with four devices: signals and notes every day, the light passing by turns, an invitation a week, the
 *  wording touched every month, a ritual begun, another changed and one let go every month, a check-in each every morning, a question
 *  from the deck that both answer every other day, every browser started anew each morning (new Yjs client ids). Where it is due, the document is
 *  made anew (EPOCH-6, DOC-4). */

import * as Y from 'yjs'
import { isHousekeepingDue } from '@porchlight/client/epoch/housekeeping'
import { type HousekeepingLimits, housekeepingLimits } from '@porchlight/client/epoch/housekeeping-limits'
import { createTwoPartners, day, type DeviceName, deviceNames, hour } from './two-partners.ts'

export interface SimulatedYears {
  days: number
  /** Every how many days they do something. */
  everyDays?: number
  /** `undefined`: the document is never made anew. */
  housekeeping: Partial<HousekeepingLimits> | undefined
}

export interface Lived {
  /** The document at the end of each day, as a snapshot (Yjs V2), bytes. */
  sizes: number[]
  /** How often it was made anew. */
  freshDocuments: number
  /** The largest there was. */
  largest: Uint8Array
}

export function liveOn({ days, everyDays = 1, housekeeping }: SimulatedYears): Lived {
  const porch = createTwoPartners({ seed: 26 })
  const epoch = { roster: { devices: [{ added: porch.now('a1') }] } } as unknown as Parameters<
    typeof isHousekeepingDue
  >[1]['epoch']
  const outer = new Y.Doc()
  const sizes: number[] = []
  let largest = new Uint8Array()
  let freshDocuments = 0
  porch.agree()
  for (let date = 0; date < days; date += everyDays) {
    liveADay(porch, date)
    porch.wait((everyDays - 1) * day)
    const snapshot = Y.encodeStateAsUpdateV2(porch.doc('a1'))
    sizes.push(snapshot.length)
    if (snapshot.length > largest.length) largest = new Uint8Array(snapshot)
    const limits = { ...housekeepingLimits, ...housekeeping }
    if (housekeeping === undefined) continue
    if (!isHousekeepingDue({ inner: porch.doc('a1'), outer }, { epoch }, porch.now('a1'), limits)) continue
    porch.startAfresh()
    freshDocuments += 1
  }
  return { sizes, freshDocuments, largest }
}

function liveADay(porch: ReturnType<typeof createTwoPartners>, date: number): void {
  for (const name of deviceNames) porch.restart(name)
  for (const name of ['a1', 'b1', 'a2', 'b2'] satisfies DeviceName[]) {
    porch.doesOffline(name, { kind: 'send-signal', signal: date % 3 === 0 ? 'hug' : 'glow' })
    porch.wait(hour)
  }
  porch.sync()
  if (date % 2 === 0) porch.doesOffline('a1', { kind: 'send-note', text: `Day ${date}: a few kind words for you.` })
  const { light } = porch.view('a1')
  if (light.state === 'mine' || light.state === 'theirs' || light.state === 'open') {
    const holder: DeviceName = light.state === 'theirs' ? 'b1' : 'a1'
    if (date % 7 === 3)
      porch.does(holder, { kind: 'invite', turn: light.turn, text: 'Shall we sit on the porch tonight?' })
    else porch.does(holder, { kind: 'reach-out', turn: light.turn, by: 'me' })
  }
  const [invitation] = porch.view('b1').invitationsToMe
  if (invitation?.state === 'open')
    porch.doesOffline('b1', { kind: 'answer', invitation: invitation.id, answer: 'gladly' })
  if (date % 30 === 14) lookAtRituals(porch)
  liveToday(porch, date)
  if (date % 30 === 29) porch.write(`We leave a light on.\nMonth ${Math.floor(date / 30)}.`, 'a1')
  for (const name of deviceNames) porch.tidy(name)
  porch.sync()
  porch.wait(day - 4 * hour)
}

/** Six of them after half a year; from then on the oldest goes for each that is begun. */
function lookAtRituals(porch: ReturnType<typeof createTwoPartners>): void {
  const kept = () => porch.view('a1').rituals.filter(({ state }) => state === 'kept')
  const ritual = { title: { k: 'walk' }, rule: 'FREQ=WEEKLY;BYDAY=SU', start: '2026-11-22T15:00', minutes: 60 }
  porch.does('b1', { kind: 'set-ritual', ritual })
  const [first] = kept()
  if (first === undefined) return
  porch.does('a1', { kind: 'set-ritual', ritual: { ...ritual, title: { x: 'A walk by the river' } }, seen: first })
  const oldest = kept().toSorted((left, right) => left.stamp - right.stamp)[0]
  if (oldest !== undefined && kept().length > 6) porch.does('b2', { kind: 'remove-ritual', seen: oldest })
}

/** What the room *Today* is for: check-ins with a line, a question, both answers; read for a few days, then put away. */
function liveToday(porch: ReturnType<typeof createTwoPartners>, date: number): void {
  porch.does('a1', { kind: 'check-in', words: ['rest', 'play'], text: `Day ${date}: a walk would be lovely.` })
  porch.does('b2', { kind: 'check-in', words: ['closeness', 'touch', 'heard'] })
  if (date % 60 === 0) porch.does('b1', { kind: 'say-near', first: 'touch', text: 'Mornings most of all.' })
  const [oldest] = porch.view('a1').questions
  if (oldest?.state === 'shown' && date % 2 === 0) porch.does('b1', { kind: 'put-away', question: oldest.id })
  if (date % 2 === 0) porch.does('a1', { kind: 'ask', asked: { card: `dreams-${(date % 12) + 1}` } })
  for (const { id: question } of porch.view('a1').questions) {
    for (const name of ['a1', 'b1'] satisfies DeviceName[]) porch.does(name, { kind: 'be-ready', question })
    for (const name of ['a1', 'b1'] satisfies DeviceName[]) {
      porch.does(name, { kind: 'share', question, text: `${name}, day ${date}: ${'a few lines about it, '.repeat(8)}` })
    }
  }
}
