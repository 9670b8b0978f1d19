/** A partner who writes whatever they like, into every key and root: no screen ever throws, no command leaves the document
 *  unreadable, and pausing and withdrawing work all the same.
 *  `DOMAIN_RUNS` sets how many documents (default 300), `DOMAIN_SEED` where the seeds begin. */

import { adoptRemovedDevices } from '@porchlight/shared/domain/adopt'
import { badgeOf, defaultBadgeOptions } from '@porchlight/shared/domain/badge'
import { type Command, execute } from '@porchlight/shared/domain/command'
import { exportCouple } from '@porchlight/shared/domain/export-json'
import { leaveCouple } from '@porchlight/shared/domain/leave'
import { noticesBetween } from '@porchlight/shared/domain/notices'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type SeededRandom, createSeededRandom } from '../support/seeded-random.ts'
import { type TwoPartners, createTwoPartners, day, deviceIds, deviceNames } from '../support/two-partners.ts'

const runs = Number(process.env['DOMAIN_RUNS'] ?? 300)
const firstSeed = Number(process.env['DOMAIN_SEED'] ?? 1)

const junk = (chance: SeededRandom): unknown =>
  chance.pick<() => unknown>([
    () => null,
    () => true,
    () => '',
    () => 'x',
    () => 'x'.repeat(3_000),
    () => 'a',
    () => '\u{1f3f3}\u0301'.repeat(500),
    () => -1,
    () => 0.5,
    () => 2 ** 31 - 1,
    () => 2 ** 31,
    () => Number.MAX_SAFE_INTEGER,
    () => 8.64e15,
    () => Number.NaN,
    () => Number.POSITIVE_INFINITY,
    () => [],
    () => [null, 1, 'x', {}],
    () => ({}),
    () => ({ n: 1 }),
    () => JSON.parse('{"__proto__":{"p":1},"toJSON":"x","length":3}') as unknown,
    () => new Uint8Array([1, 2, 3]),
    () => JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) as unknown,
  ])()

/** The value with something inside it, at any depth, replaced. */
const spoiled = (value: unknown, chance: SeededRandom): unknown => {
  if (chance.chance(0.3)) return junk(chance)
  if (Array.isArray(value) && value.length > 0) {
    const at = chance.int(0, value.length - 1)
    return value.map((entry: unknown, i) => (i === at ? spoiled(entry, chance) : entry))
  }
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    const keys = Object.keys(value)
    const at =
      keys.length > 0 && chance.chance(0.9)
        ? chance.pick(keys)
        : chance.pick(['a', 'w', 'p', 'yes', 'x', 'z', 'zs', 'c', 'near', 'q', 'ready', 'off', 'words', 'at'])
    return { ...value, [at]: spoiled((value as Record<string, unknown>)[at], chance) }
  }
  return junk(chance)
}

const ritual = { title: { x: 'Tea' }, rule: 'FREQ=WEEKLY;BYDAY=FR', start: '2026-11-27T20:00', minutes: 60 }

const story = (porch: TwoPartners): void => {
  porch.agree()
  porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
  porch.does('b1', { kind: 'answer', invitation: porch.view('b1').invitationsToMe[0]?.id ?? '', answer: 'gladly' })
  porch.does('b2', { kind: 'more-time', turn: 2 })
  porch.does('b1', { kind: 'invite', turn: 2, text: 'A bath?' })
  porch.does('a2', { kind: 'send-note', text: 'hello' })
  porch.does('b2', { kind: 'send-signal', signal: 'hug' })
  porch.does('b2', { kind: 'pause', note: 'away' })
  porch.does('b1', { kind: 'come-back' })
  porch.does('a1', { kind: 'check-in', words: ['rest'], text: 'Long day.' })
  porch.does('b1', { kind: 'check-in', words: ['play', 'talk'] })
  porch.does('b2', { kind: 'say-near', first: 'touch', text: 'Mornings.' })
  porch.does('b1', { kind: 'ask', asked: { card: 'dreams-1' } })
  porch.does('a2', { kind: 'ask', asked: { text: 'Where is home?' } })
  const [first, second] = porch.view('a1').questions.map(({ id }) => id)
  for (const question of [first ?? '', second ?? '']) {
    porch.does('a1', { kind: 'be-ready', question })
    porch.does('b1', { kind: 'be-ready', question })
  }
  porch.does('a1', { kind: 'share', question: first ?? '', text: 'The lake.' })
  porch.does('b1', { kind: 'share', question: first ?? '', text: 'Pancakes.' })
  porch.write('Something newer.', 'b1')
  porch.does('b1', { kind: 'consent', hash: porch.hash('b1') })
  porch.does('a1', { kind: 'set-ritual', ritual })
  porch.does('b1', { kind: 'set-ritual', ritual: { ...ritual, title: { k: 'walk' }, zone: 'Asia/Kathmandu' } })
  porch.does('b1', { kind: 'remove-ritual', seen: porch.view('b1').rituals[0] ?? { id: '', versions: [] } })
}

const spoil = (doc: Y.Doc, chance: SeededRandom): void => {
  const registers = doc.getMap('r')
  for (let i = chance.int(1, 8); i > 0; i -= 1) {
    const key = deviceIds[chance.pick(deviceNames)] + chance.pick(['', '.t', '.c', '.n', '.x'])
    const before = registers.get(key) ?? {}
    const type = chance.pick([new Y.Map([['p', 1]]), new Y.Array(), new Y.XmlElement('p')])
    registers.set(key, chance.chance(0.05) ? type : spoiled(before, chance))
  }
  if (chance.chance(0.7)) {
    const rituals = doc.getMap('rituals')
    const key = chance.pick([...rituals.keys(), `${'Q'.repeat(22)}/${'V'.repeat(11)}`, '', 'x/y'])
    rituals.set(key, chance.chance(0.05) ? new Y.Map([['p', 1]]) : spoiled(rituals.get(key) ?? {}, chance))
  }
  const asks = doc.getMap('asks')
  for (let i = chance.int(0, 4); i > 0; i -= 1) {
    const own = `${chance.pick(['A', 'B'])}${'A'.repeat(20)}${chance.int(0, 9)}/${deviceIds[chance.pick(deviceNames)]}`
    const key = chance.pick([own, own, `${String(junk(chance))}/${deviceIds.a1}`, ...asks.keys()])
    const type = chance.pick([new Y.Map([['at', 1]]), new Y.Array(), new Y.XmlElement('p')])
    asks.set(key, chance.chance(0.05) ? type : spoiled(asks.get(key) ?? { q: { x: 'What?' }, at: 1 }, chance))
  }
  if (chance.chance(0.3))
    doc.getMap('terms').set(chance.pick(['windowHours', 'firstHolder', 'reachingOut', 'x']), junk(chance))
  if (chance.chance(0.1)) doc.getMap('meta').set('v', junk(chance))
  if (chance.chance(0.4)) spoilDraft(doc.getXmlFragment('draft'), chance, 0)
}

const spoilDraft = (parent: Y.XmlFragment | Y.XmlElement, chance: SeededRandom, depth: number): void => {
  for (let i = chance.int(1, 3); i > 0; i -= 1) {
    const names = [
      'paragraph',
      'heading',
      'bulletList',
      'orderedList',
      'listItem',
      'hardBreak',
      'text',
      'doc',
      'script',
    ]
    const child = chance.pick([
      () => new Y.XmlText('x'),
      () => new Y.XmlElement(chance.pick(names)),
      () => new Y.XmlHook('hook') as unknown as Y.XmlElement,
    ])()
    parent.insert(chance.int(0, parent.length), [child])
    if (child instanceof Y.XmlText && chance.chance(0.5))
      child.format(0, 1, { [chance.pick(['bold', 'author', 'x'])]: junk(chance) as object })
    if (child instanceof Y.XmlElement && !(child instanceof Y.XmlHook)) {
      if (chance.chance(0.3)) child.setAttribute(chance.pick(['level', 'start', 'x']), junk(chance) as string)
      if (depth < 6) spoilDraft(child, chance, depth + 1)
    }
  }
}

test('DOM-1 whatever a partner writes, every screen opens, and pausing, withdrawing and leaving work', () => {
  for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
    const chance = createSeededRandom(seed)
    const porch = createTwoPartners({ seed })
    story(porch)
    spoil(porch.doc('b1'), chance)
    porch.sync()
    porch.doc('a1').getMap('meta').set('v', 1)
    porch.wait(chance.int(0, 3 * day))
    try {
      const before = porch.view('a1')
      badgeOf(before, { ...defaultBadgeOptions, style: 'words' })
      const { turnNumber } = porch.facts('a1')
      const commands: Command[] = [
        { kind: 'send-signal', signal: 'glow' },
        { kind: 'send-note', text: 'hello' },
        { kind: 'reach-out', turn: turnNumber, by: chance.pick(['me', 'other']) },
        { kind: 'more-time', turn: turnNumber },
        { kind: 'invite', turn: turnNumber, text: 'A walk?' },
        ...before.invitationsToMe.map(({ id }): Command => ({ kind: 'answer', invitation: id, answer: 'gladly' })),
        ...before.myInvitations.map(({ id }): Command => ({ kind: 'take-back', invitation: id })),
        { kind: 'consent', hash: porch.hash('a1') },
        { kind: 'set-terms', terms: { windowHours: 24 } },
        { kind: 'set-name', name: 'Ada' },
        { kind: 'set-ritual', ritual },
        ...before.rituals.flatMap((seen): Command[] => [
          { kind: 'set-ritual', ritual, seen },
          { kind: 'keep-ritual', version: seen.version, seen },
          { kind: 'remove-ritual', seen },
        ]),
        { kind: 'check-in', words: ['help'] },
        { kind: 'say-near', first: 'words' },
        { kind: 'ask', asked: { card: 'play-1' } },
        ...before.questions.flatMap(({ id }): Command[] => [
          { kind: 'be-ready', question: id },
          { kind: 'not-yet', question: id },
          { kind: 'share', question: id, text: 'A tent in the living room.' },
          ...(chance.chance(0.3) ? [{ kind: 'put-away', question: id } as const] : []),
        ]),
      ]
      for (const command of chance.shuffled(commands)) porch.doesOffline('a1', command)
      porch.tidy('a1')
      noticesBetween(before, porch.view('a1'), { ...defaultBadgeOptions, now: porch.now('a1') })
      exportCouple(porch.facts('a1'), deviceIds.a1, porch.now('a1'), (at) => new Date(at).toISOString())
      porch.remove('a2')
      adoptRemovedDevices(porch.doc('a1'), porch.context('a1'))
      expect(execute(porch.doc('a1'), { kind: 'pause' }, porch.context('a1'))).toEqual({ ok: true })
      expect(porch.light('a1')).toEqual({ state: 'paused' })
      expect(porch.view('a1').pause.mine).toBe(true)
      expect(execute(porch.doc('a1'), { kind: 'come-back' }, porch.context('a1'))).toEqual({ ok: true })
      expect(porch.view('a1').pause.mine).toBe(false)
      expect(execute(porch.doc('a1'), { kind: 'never-mind' }, porch.context('a1'))).toEqual({ ok: true })
      expect(porch.view('a1').checkIn.mine).toBeUndefined()
      expect(execute(porch.doc('a1'), { kind: 'remove-near' }, porch.context('a1'))).toEqual({ ok: true })
      expect(porch.view('a1').near.mine).toBeUndefined()
      for (const { id: question } of porch.view('a1').questions) {
        expect(execute(porch.doc('a1'), { kind: 'put-away', question }, porch.context('a1'))).toEqual({ ok: true })
      }
      expect(porch.view('a1').questions).toEqual([])
      expect(execute(porch.doc('a1'), { kind: 'withdraw' }, porch.context('a1'))).toEqual({ ok: true })
      expect(porch.facts('a1').consents.inForce).toBeUndefined()
      leaveCouple(porch.doc('a1'), porch.context('a1'))
      expect(porch.facts('a1').partners.a.devices.flatMap(({ notes }) => notes)).toEqual([])
    } catch (error) {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error })
    }
  }
  expect(runs).toBeGreaterThan(0)
})
