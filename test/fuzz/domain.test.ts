/** Random histories of two partners with two devices each: commands in any order, offline spells, restarts with new Yjs
 *  client ids, clocks up to an hour off, tidying at any time, fresh documents in the middle, a device that is removed and whose
 *  owner takes over from it. What must hold whatever happens is checked at every step and
 *  at the end.
 *  `DOMAIN_RUNS` sets how many histories (default 300), `DOMAIN_SEED` where the seeds begin. */

import { adoptRemovedDevices } from '@porchlight/shared/domain/adopt'
import { badgeOf, defaultBadgeOptions } from '@porchlight/shared/domain/badge'
import { checkInWords } from '@porchlight/shared/domain/check-in'
import { type Command, type Outcome, execute } from '@porchlight/shared/domain/command'
import { type Facts, factsOf } from '@porchlight/shared/domain/facts'
import { answerKinds } from '@porchlight/shared/domain/invitation'
import { leaveCouple } from '@porchlight/shared/domain/leave'
import type { Ritual } from '@porchlight/shared/domain/ritual'
import { nearFirsts } from '@porchlight/shared/domain/near'
import { otherOf } from '@porchlight/shared/domain/roster'
import { signalKinds } from '@porchlight/shared/domain/signal'
import { type Turn, turnAt } from '@porchlight/shared/domain/turn'
import { type CoupleView, coupleView } from '@porchlight/shared/domain/view'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type SeededRandom, createSeededRandom } from '../support/seeded-random.ts'
import {
  type DeviceName,
  type TwoPartners,
  createTwoPartners,
  day,
  deviceIds,
  deviceNames,
  hour,
  minute,
  personOf,
} from '../support/two-partners.ts'

const runs = Number(process.env['DOMAIN_RUNS'] ?? 300)
const firstSeed = Number(process.env['DOMAIN_SEED'] ?? 1)
const batch = 50

const texts = ['We take turns.', 'We take turns, slowly.', 'You first.']
const hoursToChoose = [24, 48, 336, null]
const aRitual = (chance: SeededRandom): Ritual => ({
  title: chance.pick([{ k: 'walk' }, { x: 'Tea' }, { x: 'Music' }]),
  rule: chance.pick(['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=FR', 'FREQ=MONTHLY;BYDAY=1SU']),
  start: '2026-11-27T20:00',
  ...(chance.chance(0.3) ? { zone: 'Asia/Kathmandu' } : {}),
  minutes: chance.pick([5, 60]),
})

interface History {
  porch: TwoPartners
  chance: SeededRandom
  log: string[]
  highest: Map<DeviceName, number>
  /** Those that still belong to the couple. */
  names: DeviceName[]
}

describe('DOM-7 random histories', () => {
  for (let from = 0; from < runs; from += batch) {
    const to = Math.min(from + batch, runs)
    test(`DOM-7 any interleaving: same facts, mirrored views; seeds ${firstSeed + from}–${firstSeed + to - 1}`, () => {
      for (let i = from; i < to; i += 1) live(firstSeed + i)
      expect(to).toBeGreaterThan(from)
    })
  }
})

function live(seed: number): void {
  const chance = createSeededRandom(seed)
  const names = [...deviceNames]
  const history: History = { porch: createTwoPartners({ seed }), chance, log: [], highest: new Map(), names }
  try {
    const { porch } = history
    for (const name of deviceNames) porch.setClock(name, chance.int(-hour, hour))
    if (chance.chance(0.8))
      porch.agree({ windowHours: chance.pick(hoursToChoose), firstHolder: chance.pick(['a', 'b']) })
    const steps = chance.int(20, 60)
    for (let step = 0; step < steps; step += 1) takeStep(history)
    everyoneMeets(history)
  } catch (error) {
    throw new Error(`seed ${seed}: ${String(error)}\n${history.log.slice(-40).join('\n')}`, { cause: error })
  }
}

function takeStep(history: History): void {
  const { porch, chance, log, names } = history
  const name = chance.pick(names)
  const dice = chance.int(1, 104)
  if (dice <= 45) acts(history, name)
  else if (dice <= 58) {
    log.push('at once:')
    for (const device of chance.shuffled(names).slice(0, chance.int(2, 3))) acts(history, device, 'alone')
    porch.sync()
  } else if (dice <= 70) {
    const ms = chance.pick([minute, hour, hour, 5 * hour, 13 * hour, 25 * hour, 61 * hour, 10 * day, 20 * day])
    log.push(`wait ${ms / hour} h`)
    porch.wait(ms)
  } else if (dice <= 77) {
    log.push(`${name} goes offline`)
    porch.goesOffline(name)
  } else if (dice <= 86) {
    log.push(`${name} comes online`)
    porch.comesOnline(name)
  } else if (dice <= 90) {
    log.push(`${name} restarts`)
    porch.restart(name)
  } else if (dice <= 96) tidies(history, name)
  else if (dice <= 98) {
    log.push(`${name} edits`)
    porch.write(chance.pick(texts), name)
  } else if (dice <= 100) porch.setClock(name, chance.int(-hour, hour))
  else if (dice <= 102) startsAfresh(history)
  else removes(history, name)
  for (const device of names) numbersNeverFall(history, device)
  timeAlone(history, name)
  if (chance.chance(0.1)) alwaysAWayOut(history, name)
}

function acts(history: History, name: DeviceName, how: 'heard' | 'alone' = 'heard'): void {
  const { porch, chance, log } = history
  const command = chance.chance(0.8) ? sensibleCommand(history, name) : anyCommand(history, name)
  const before = porch.facts(name)
  const bytes = Y.encodeStateAsUpdate(porch.doc(name))
  const outcome = porch.doesOffline(name, command)
  log.push(`${name} ${JSON.stringify(command)} → ${outcome.ok ? 'ok' : outcome.reason}`)
  if (!outcome.ok) expect(Y.encodeStateAsUpdate(porch.doc(name)), 'DOM-8 a refusal writes nothing').toEqual(bytes)
  expectAllowed(before, command, outcome)
  if (outcome.ok) othersTimeIsSafe(history, name, command, before)
  if (outcome.ok) nobodySeesAnAnswerEarly(history, name, command, before)
  if (how === 'heard') porch.sync()
}

/** What a person who looks at this screen would do next. */
function sensibleCommand({ porch, chance }: History, name: DeviceName): Command {
  const { light, review, pause, agreement, invitationsToMe, myInvitations, questions, checkIn, near, rituals } =
    porch.view(name)
  const choices: Command[] = [
    { kind: 'send-signal', signal: 'glow' },
    checkIn.mine === undefined
      ? { kind: 'check-in', words: chance.shuffled(checkInWords).slice(0, chance.int(1, 3)) }
      : { kind: 'never-mind' },
    near.mine === undefined ? { kind: 'say-near', first: chance.pick(nearFirsts) } : { kind: 'remove-near' },
  ]
  if (questions.length < 3) choices.push({ kind: 'ask', asked: { card: `play-${chance.int(1, 12)}` } })
  for (const { id: question, state } of questions) {
    if (state === 'open') choices.push({ kind: 'be-ready', question }, { kind: 'be-ready', question })
    if (state === 'ready' && chance.chance(0.4)) choices.push({ kind: 'not-yet', question })
    const text = `${name} says ${chance.int(1, 1_000)}`
    if (state === 'on-its-way')
      choices.push(...Array.from({ length: 3 }, () => ({ kind: 'share', question, text }) as const))
    if (chance.chance(0.3)) choices.push({ kind: 'put-away', question })
  }
  if (review !== undefined && !review.iKept)
    choices.push(...Array.from({ length: 3 }, () => ({ kind: 'keep', round: review.round }) as const))
  if (agreement.retired) choices.push({ kind: 'say-thanks', text: 'We learned to ask.' })
  if (pause.mine) choices.push({ kind: 'come-back' }, { kind: 'come-back' }, { kind: 'come-back' })
  if ('turn' in light) {
    const { turn } = light
    choices.push({ kind: 'reach-out', turn, by: 'me' }, { kind: 'invite', turn, text: 'A walk?' })
    if (light.state === 'mine') choices.push({ kind: 'pass', turn }, { kind: 'more-time', turn })
    else choices.push({ kind: 'reach-out', turn, by: 'other' })
    if (chance.chance(0.2)) choices.push({ kind: 'pause' })
  }
  for (const { id, state } of invitationsToMe) {
    const answer = chance.pick(answerKinds)
    if (state === 'open')
      choices.push({ kind: 'answer', invitation: id, answer }, { kind: 'answer', invitation: id, answer })
  }
  for (const { id, canTakeBack } of myInvitations) {
    if (canTakeBack) choices.push({ kind: 'take-back', invitation: id }, { kind: 'take-back', invitation: id })
  }
  if (chance.chance(0.3)) choices.push({ kind: 'set-ritual', ritual: aRitual(chance) })
  for (const seen of rituals) {
    choices.push({ kind: 'set-ritual', ritual: aRitual(chance), seen })
    if (seen.state === 'kept') choices.push({ kind: 'remove-ritual', seen })
    for (const { version } of seen.state === 'kept' ? seen.besides : [seen])
      choices.push({ kind: 'keep-ritual', version, seen })
  }
  const { draft, iSaidYes } = agreement
  if (draft.state === 'fit' && !iSaidYes) {
    const consent: Command = { kind: 'consent', hash: draft.hash }
    choices.push(consent, consent, consent)
  }
  return chance.pick(choices)
}

/** Anything at all, stale and foolish things too. */
function anyCommand({ porch, chance }: History, name: DeviceName): Command {
  const { turnNumber } = porch.facts(name)
  const turn = chance.chance(0.5) ? turnNumber : Math.max(1, turnNumber + chance.int(-2, 1))
  const { invitationsToMe, myInvitations, rituals, questions } = porch.view(name)
  const seen = {
    id: rituals[0]?.id ?? 'A'.repeat(22),
    versions: chance.chance(0.5) ? (rituals[0]?.versions ?? []) : [],
  }
  const question = questions.length > 0 ? chance.pick(questions).id : 'A'.repeat(22)
  const ids = [...invitationsToMe, ...myInvitations].map(({ id }) => id)
  const invitation = ids.length > 0 ? chance.pick(ids) : 'A'.repeat(22)
  const hash = chance.chance(0.5) ? porch.hash(name) : 'A'.repeat(43)
  return chance.pick<() => Command>([
    () => ({ kind: 'reach-out', turn, by: chance.pick(['me', 'other']) }),
    () => ({ kind: 'pass', turn }),
    () => ({ kind: 'more-time', turn }),
    () => ({ kind: 'invite', turn, text: 'A bath?', tag: 'close' }),
    () => ({ kind: 'take-back', invitation }),
    () => ({ kind: 'answer', invitation, answer: chance.pick(answerKinds), text: 'Thank you' }),
    () => ({ kind: 'pause', note: 'stress' }),
    () => ({ kind: 'come-back' }),
    () => ({ kind: 'consent', hash }),
    () => ({ kind: chance.pick(['withdraw', 'retire', 'come-back']) }),
    () => ({ kind: 'keep', round: chance.int(0, 3) }),
    () => ({ kind: 'say-thanks', text: chance.pick(['', 'You sang.']) }),
    () => ({ kind: 'set-terms', terms: { windowHours: chance.pick(hoursToChoose) } }),
    () => ({ kind: 'send-signal', signal: chance.pick(signalKinds) }),
    () => ({ kind: 'send-note', text: 'hello' }),
    () => ({ kind: 'set-name', name: chance.pick(['Ada', 'Bo', 'Cleo']) }),
    () => ({ kind: 'set-ritual', ritual: aRitual(chance), seen }),
    () => ({ kind: 'keep-ritual', version: rituals.at(-1)?.version ?? '', seen }),
    () => ({ kind: 'remove-ritual', seen }),
    () => ({ kind: 'check-in', words: [], text: 'Long day.' }),
    () => ({ kind: chance.pick(['never-mind', 'remove-near']) }),
    () => ({ kind: 'say-near', first: 'depends', text: 'On the day.' }),
    () => ({ kind: 'ask', asked: { text: 'Where is home?' } }),
    () => ({ kind: chance.pick(['be-ready', 'not-yet', 'put-away']), question }),
    () => ({ kind: 'share', question, text: `${name} says it again` }),
  ])()
}

/** DOM-8: stale turn commands are refused; what carries nothing never is. */
function expectAllowed({ turn }: Facts, command: Command, outcome: Outcome): void {
  if ('turn' in command && command.turn !== turn?.number) expect(outcome.ok, 'DOM-8 stale').toBe(false)
  if (['pause', 'come-back', 'withdraw', 'retire', 'send-signal'].includes(command.kind)) expect(outcome.ok).toBe(true)
}

/** DOM-1, on the device of the one who acts: the other's time ends no earlier, and no clock starts with less than a full
 *  window. Ending the agreement, taking back what was asked, and saying that they reached out are the ways a turn may go. */
function othersTimeIsSafe({ porch }: History, name: DeviceName, command: Command, before: Facts): void {
  const after = porch.facts(name)
  const now = porch.now(name)
  const other = otherOf(personOf(name))
  const had = timeOf(before.turn, other, now)
  const has = timeOf(after.turn, other, now)
  if (isPaused(before) && command.kind !== 'come-back') return
  const mayEnd =
    ['withdraw', 'retire', 'take-back'].includes(command.kind) ||
    (command.kind === 'reach-out' && command.by === 'other')
  if (had !== undefined && !mayEnd) {
    expect(has, `DOM-1 the other keeps their time: ${JSON.stringify(command)}`).toBeDefined()
    expect(has?.endsAt ?? 0, 'DOM-1 the other’s time ends no earlier').toBeGreaterThanOrEqual(had.endsAt)
  }
  const started = has !== undefined && has.endsAt !== Infinity && (had === undefined || had.endsAt !== has.endsAt)
  const fullMs = (after.turn?.windowHours ?? 0) * hour
  if (started) expect(has.endsAt - now, 'DOM-1 a full window').toBeGreaterThanOrEqual(fullMs)
}

/** How long a partner may count on the light; undefined when it is not theirs. A window that waits for an answer has no end
 *  that could be relied on but one full window from now. */
function timeOf(turn: Turn | undefined, partner: 'a' | 'b', now: number): { endsAt: number } | undefined {
  if (turn?.holder !== partner) return undefined
  const stands = turnAt(turn, now)
  switch (stands.state) {
    case 'open':
      return undefined
    case 'held':
      return { endsAt: Infinity }
    case 'waits':
      return { endsAt: Math.max(turn.extendedUntil, now + (turn.windowHours ?? Infinity) * hour) }
    case 'windowed':
      return { endsAt: stands.until }
  }
  return stands satisfies never
}

function isPaused({ partners }: Facts): boolean {
  return partners.a.pause.paused || partners.b.pause.paused
}

/** ASK-2, ASK-3, in the document in which somebody acts: while the other is not ready, nothing of their view changes with my being
 *  ready or not, and an answer is written once both are. */
function nobodySeesAnAnswerEarly({ porch }: History, name: DeviceName, command: Command, before: Facts): void {
  if (command.kind !== 'be-ready' && command.kind !== 'not-yet' && command.kind !== 'share') return
  const now = porch.now(name)
  const theirs = personOf(name) === 'a' ? deviceIds.b1 : deviceIds.a1
  const [had, has] = [before, porch.facts(name)].map((facts) => coupleView(facts, theirs, now))
  const seen = had?.questions.find(({ id }) => id === command.question)
  if (seen?.state === 'open') expect(has, 'ASK-2 nothing changes for the other').toEqual(had)
  if (command.kind === 'share') {
    const mine = coupleView(before, deviceIds[name], now).questions.find(({ id }) => id === command.question)
    expect(mine?.state, 'ASK-2 both were ready').toBe('on-its-way')
  }
}

/** DOC-4: everybody is in step, and the document is made anew. */
function startsAfresh(history: History): void {
  const { porch, log, names } = history
  log.push('a fresh document')
  for (const name of names) porch.comesOnline(name)
  const before = names.map((name) => porch.view(name))
  porch.startAfresh(names[0])
  expect(
    names.map((name) => porch.view(name)),
    'DOC-4 nobody sees a difference',
  ).toEqual(before)
}

/** DOC-3: once the documents are in step the other device of the same partner takes over; its owner’s partner sees no difference
 *  but for what fades within a day, and that two acts of one partner about each of the two were a coincidence: one is left. */
function removes(history: History, name: DeviceName): void {
  const { porch, log, names } = history
  const heir = names.find((other) => other !== name && personOf(other) === personOf(name))
  if (heir === undefined) return
  for (const device of names) porch.comesOnline(device)
  log.push(`${name} is removed`)
  names.splice(names.indexOf(name), 1)
  porch.goesOffline(name)
  porch.remove(name)
  takesOver(history, heir)
}

function takesOver({ porch, log, names }: History, heir: DeviceName): void {
  const [witness] = names.filter((device) => personOf(device) !== personOf(heir))
  if (witness === undefined) throw new Error('nobody there')
  const seen = () =>
    [0, hour, 3 * day].map((ms) => {
      const view = coupleView(porch.facts(heir), deviceIds[witness], porch.now(witness) + ms)
      const light = 'coincidence' in view.light ? { ...view.light, coincidence: false } : view.light
      return { ...view, light, signals: [], waiting: [], changesAt: undefined }
    })
  const before = seen()
  const wrote = adoptRemovedDevices(porch.doc(heir), porch.context(heir))
  log.push(`${heir} takes over: ${wrote ? 'wrote' : 'nothing'}`)
  expect(seen(), 'DOC-3 the other partner sees no difference').toEqual(before)
  porch.sync()
}

function numbersNeverFall({ porch, highest }: History, name: DeviceName): void {
  const { turnNumber } = porch.facts(name)
  expect(turnNumber, 'TURN-1 the number never goes back').toBeGreaterThanOrEqual(highest.get(name) ?? 0)
  highest.set(name, turnNumber)
}

/** DOM-6: tidying changes nothing anyone can see, now or later. */
function tidies({ porch, log }: History, name: DeviceName): void {
  const views = (): CoupleView[] =>
    deviceNames.flatMap((device) =>
      [0, hour, 3 * day].map((ms) => coupleView(porch.facts(name), deviceIds[device], porch.now(name) + ms)),
    )
  const before = views()
  const wrote = porch.tidy(name)
  log.push(`${name} tidies: ${wrote ? 'wrote' : 'nothing'}`)
  expect(views(), 'DOM-6 tidying changes no view').toEqual(before)
  expect(porch.tidy(name), 'DOM-6 tidying twice writes nothing more').toBe(false)
  porch.sync()
}

/** DOM-6: until `changesAt` the view stays as it is. */
function timeAlone({ porch, chance }: History, name: DeviceName): void {
  const facts = porch.facts(name)
  const now = porch.now(name)
  const view = coupleView(facts, deviceIds[name], now)
  const until = view.changesAt ?? now + 400 * day
  const later = chance.int(0, Math.min(until - now, 400 * day) - 1)
  // A start that claims to lie ahead is read as now (DOM-9): until it is reached, `until` moves along with the time.
  const movesAlong = facts.turn?.starts.some(({ at }) => at > now) || (facts.turn?.notBefore ?? 0) > now
  const still = (of: CoupleView) => (movesAlong ? { ...of, light: { ...of.light, until: undefined } } : of)
  expect(still(coupleView(facts, deviceIds[name], now + later)), 'DOM-6 changesAt').toEqual(still(view))
  badgeOf(view, defaultBadgeOptions)
}

/** Pause and leave are reachable from every state. */
function alwaysAWayOut({ porch }: History, name: DeviceName): void {
  const copy = (): Y.Doc => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(porch.doc(name)))
    return doc
  }
  const me = personOf(name)
  const paused = copy()
  expect(execute(paused, { kind: 'pause' }, porch.context(name))).toEqual({ ok: true })
  expect(coupleView(factsOf(paused, porch.roster()), deviceIds[name], porch.now(name)).light).toEqual({
    state: 'paused',
  })
  const left = copy()
  leaveCouple(left, porch.context(name))
  const facts = factsOf(left, porch.roster())
  expect(facts.consents.inForce, 'DOC-5').toBeUndefined()
  expect(
    facts.partners[me].devices.flatMap(({ notes, answers, checkIn, near, questions }) => [
      ...notes,
      ...answers,
      ...Object.values(questions),
      ...[checkIn, near].filter((one) => one !== undefined),
    ]),
    'DOC-5',
  ).toEqual([])
}

/** DOM-7: once everyone has everything, every device has the same facts, and the partners' views mirror each other. */
function everyoneMeets({ porch, log, names }: History): void {
  log.push('everyone meets')
  for (const name of deviceNames) porch.setClock(name, 0)
  for (const name of names) porch.comesOnline(name)
  const [first = 'a1'] = names
  const facts = porch.facts(first)
  for (const name of names) expect(porch.facts(name), 'DOM-7 same facts').toEqual(facts)
  const fresh = new Y.Doc()
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(porch.doc(names.at(-1) ?? 'b2')))
  expect(factsOf(fresh, porch.roster()), 'DOM-7 same facts on a new device').toEqual(facts)
  for (const ms of [0, 7 * hour, 30 * hour, 20 * day]) {
    const at = (name: DeviceName): CoupleView => coupleView(facts, deviceIds[name], porch.now(name) + ms)
    for (const [mine, theirs] of [
      ['a1', 'b1'],
      ['a2', 'b2'],
    ] as const) {
      expect(mirrored(at(mine)), 'DOM-7 mirrored').toEqual(at(theirs).light.state)
      expect(shape(at(mine), 'mine')).toEqual(shape(at(theirs), 'theirs'))
      expect(shape(at(mine), 'theirs')).toEqual(shape(at(theirs), 'mine'))
      expect(at(mine).rituals, 'RIT-1 both see the same').toEqual(at(theirs).rituals)
    }
    expect(ofPartner(at('a1'))).toEqual(ofPartner(at('a2')))
    expect(ofPartner(at('b1'))).toEqual(ofPartner(at('b2')))
  }
}

function mirrored({ light }: CoupleView): string {
  return light.state === 'mine' ? 'theirs' : light.state === 'theirs' ? 'mine' : light.state
}

/** What both views say of one of the two. */
function shape(view: CoupleView, whose: 'mine' | 'theirs') {
  const { light, agreement, pause } = view
  const mine = whose === 'mine'
  const invitations = mine ? view.myInvitations : view.invitationsToMe
  return {
    name: mine ? view.myName : view.otherName,
    paused: mine ? pause.mine : pause.theirs,
    note: mine ? pause.myNote : pause.theirNote,
    saidYes: mine ? agreement.iSaidYes : agreement.theySaidYes,
    inForce: agreement.inForce,
    retired: agreement.retired,
    draft: agreement.draft,
    review: view.review === undefined ? undefined : { state: view.review.state, round: view.review.round },
    thanks: mine ? view.thanks.mine : view.thanks.theirs,
    turn: 'turn' in light ? { number: light.turn, coincidence: light.coincidence } : undefined,
    checkIn: mine ? view.checkIn.mine : view.checkIn.theirs,
    near: mine ? view.near.mine : view.near.theirs,
    questions: view.questions.map((question) => ({
      id: question.id,
      asked: question.asked,
      isPromised: question.state === 'shown' || question.state === 'on-its-way',
      answer: question.state === 'shown' ? question[whose] : undefined,
    })),
    invitations: invitations.map(({ id, text, tag, at, state }) => ({ id, text, tag, at, state })),
    answers: mine
      ? view.myInvitations.map(({ answer }) => answer)
      : view.invitationsToMe.map(({ myAnswer }) => myAnswer),
  }
}

function ofPartner(view: CoupleView) {
  const myInvitations = view.myInvitations.map((invitation) => ({ ...invitation, canTakeBack: false }))
  const questions = view.questions.map((question) =>
    question.state === 'ready' ? { ...question, here: false } : question,
  )
  return { ...view, myInvitations, questions }
}
