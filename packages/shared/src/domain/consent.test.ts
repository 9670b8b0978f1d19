import { describe, expect, test } from 'vitest'
import { type DeviceName, createTwoPartners, day, hour, startMs } from '../../../../test/support/two-partners.ts'
import { compareBase64url } from './byte-order.ts'

const ok = { ok: true }
const start = () => createTwoPartners()
type Porch = ReturnType<typeof start>
const yes = (porch: Porch, name: DeviceName) => porch.does(name, { kind: 'consent', hash: porch.hash(name) })
const inForce = (porch: Porch, name: DeviceName = 'a1') => porch.view(name).agreement.inForce?.hash
const textInForce = (porch: Porch) =>
  JSON.stringify(porch.view('a1').agreement.inForce?.wording).match(/text":"(\w+)/)?.[1]

/** Everyone sees `text`; the given device says yes to it. */
const saysYesTo = (porch: Porch, name: DeviceName, text: string) => {
  porch.write(text, name)
  return yes(porch, name)
}

describe('AGREE-4', () => {
  test('AGREE-4 in force is what both said yes to; one yes alone waits', () => {
    const porch = start()
    porch.write('Slowly.')
    expect(yes(porch, 'a2')).toEqual(ok)
    expect(porch.view('a1').agreement).toMatchObject({ iSaidYes: true, theySaidYes: false, myYesWaits: true })
    expect(porch.view('b1').agreement).toMatchObject({ iSaidYes: false, theySaidYes: true, myYesWaits: false })
    porch.wait(hour)
    expect(yes(porch, 'b1')).toEqual(ok)
    expect(porch.view('a1').agreement).toMatchObject({
      inForce: { hash: porch.hash('a1'), since: startMs + hour, isDraft: true },
      iSaidYes: true,
      theySaidYes: true,
      myYesWaits: false,
    })
  })

  test('AGREE-4 editing the draft changes nothing in force', () => {
    const porch = start()
    porch.agree({ windowHours: 72 }, 'Slowly.')
    const agreed = inForce(porch)
    porch.write('Quickly.')
    porch.does('b1', { kind: 'set-terms', terms: { windowHours: 24 } })
    expect(porch.view('b1').agreement).toMatchObject({
      inForce: { hash: agreed, isDraft: false, terms: { windowHours: 72 } },
      iSaidYes: false,
      theySaidYes: false,
    })
    expect(textInForce(porch)).toBe('Slowly')
  })

  test('AGREE-4 a newer version both said yes to replaces the older one', () => {
    const porch = start()
    porch.agree({}, 'First.')
    porch.agree({}, 'Second.')
    expect(textInForce(porch)).toBe('Second')
  })

  test('AGREE-4 equal ranks: the greater hash, by its bytes', () => {
    const porch = start()
    porch.write('One.')
    const one = porch.hash('a1')
    porch.goesOffline('a2')
    porch.goesOffline('b2')
    porch.does('a1', { kind: 'consent', hash: one })
    porch.does('b1', { kind: 'consent', hash: one })
    porch.sync('a2', 'b2')
    porch.doc('a2').getMap('terms').set('reviewWeeks', 9)
    porch.sync('a2', 'b2')
    const two = porch.hash('a2')
    porch.doesOffline('a2', { kind: 'consent', hash: two })
    porch.sync('a2', 'b2')
    porch.doesOffline('b2', { kind: 'consent', hash: two })
    porch.comesOnline('a2')
    porch.comesOnline('b2')
    expect(two).not.toBe(one)
    expect(inForce(porch)).toBe([one, two].sort(compareBase64url)[1])
  })

  test('AGREE-4 a yes is never replaced by a newer one: the three newest wait beside the one in force', () => {
    const porch = start()
    porch.agree({}, 'Agreed.')
    const hashes = ['One.', 'Two.', 'Three.', 'Four.'].map((text) => {
      saysYesTo(porch, 'a1', text)
      return porch.hash('a1')
    })
    expect(porch.facts('b1').consents.waiting.a.map(({ h }) => h)).toEqual(hashes.slice(1).reverse())
    expect(textInForce(porch)).toBe('Agreed')
    porch.write('Two.')
    expect(porch.view('b1').agreement.theySaidYes).toBe(true)
    yes(porch, 'b1')
    expect(textInForce(porch)).toBe('Two')
  })

  test('AGREE-4 three wait, over all devices of a partner', () => {
    const porch = start()
    for (const [name, text] of [
      ['a1', 'One.'],
      ['a2', 'Two.'],
      ['a1', 'Three.'],
      ['a2', 'Four.'],
    ] as const) {
      saysYesTo(porch, name, text)
    }
    expect(porch.facts('b1').consents.waiting.a.map(({ k }) => k)).toEqual([4, 3, 2])
  })

  test('AGREE-4 a yes that waits goes when a higher-ranked version comes into force, wherever it is still written', () => {
    const porch = start()
    saysYesTo(porch, 'a1', 'Old.')
    porch.write('New.')
    yes(porch, 'a2')
    yes(porch, 'b1')
    expect(porch.view('a1').agreement.myYesWaits).toBe(false)
    porch.write('Old.')
    yes(porch, 'b1')
    expect(textInForce(porch)).toBe('New')
    expect(porch.view('a1').agreement).toMatchObject({ iSaidYes: false, theySaidYes: true })
    yes(porch, 'a1')
    expect(textInForce(porch)).toBe('Old')
  })

  test('AGREE-4 their yes to another version than the draft is told', () => {
    const porch = start()
    saysYesTo(porch, 'b1', 'Theirs.')
    porch.write('Mine.')
    expect(porch.view('a1').agreement).toMatchObject({ theySaidYes: false, theirYesToOther: true })
  })

  test('AGREE-4 saying yes twice writes nothing more', () => {
    const porch = start()
    saysYesTo(porch, 'a1', 'Once.')
    const before = porch.doc('a1').getMap('r').toJSON()
    expect(yes(porch, 'a2')).toEqual(ok)
    expect(porch.doc('a2').getMap('r').toJSON()).toEqual(before)
  })

  test('AGREE-3 a yes whose text is not what its hash names counts for nothing', () => {
    const porch = start()
    porch.agree({}, 'Agreed.')
    const key = `${porch.context('b1').device}.c`
    for (const name of ['a1', 'b1'] as const) {
      const own = `${porch.context(name).device}.c`
      const register = porch.doc('b1').getMap('r').get(own) as { yes: { body: object }[] }
      porch
        .doc('b1')
        .getMap('r')
        .set(own, { ...register, yes: register.yes.map((said) => ({ ...said, body: {} })) })
    }
    porch.sync()
    expect(key in porch.doc('a1').getMap('r').toJSON()).toBe(true)
    expect(inForce(porch)).toBeUndefined()
  })
})

describe('AGREE-5', () => {
  test('AGREE-5 a draft that changed since is a refusal', () => {
    const porch = start()
    porch.write('Slowly.')
    const hash = porch.hash('b1')
    porch.write('Slowly, and quietly.')
    expect(porch.does('b1', { kind: 'consent', hash })).toEqual({ ok: false, reason: 'text-changed' })
    porch.write('Slowly.')
    porch.does('a1', { kind: 'set-terms', terms: { windowHours: 72 } })
    expect(porch.does('b1', { kind: 'consent', hash })).toEqual({ ok: false, reason: 'text-changed' })
  })

  test('AGREE-5 there is nothing to say yes to in an empty draft', () => {
    expect(start().does('a1', { kind: 'consent', hash: 'x' })).toEqual({ ok: false, reason: 'empty' })
  })
})

describe('AGREE-6', () => {
  test('AGREE-6 withdrawing is alone, at once; then nothing is in force and no older version revives', () => {
    const porch = start()
    porch.agree({}, 'First.')
    porch.agree({}, 'Second.')
    expect(porch.does('b2', { kind: 'withdraw' })).toEqual(ok)
    expect(porch.light('a1')).toEqual({ state: 'no-agreement' })
    expect(porch.view('a1').agreement).toMatchObject({ iSaidYes: false, theySaidYes: false, myYesWaits: false })
  })

  test('AGREE-6 it takes back also what my other devices said without knowing of it', () => {
    const porch = start()
    porch.write('Slowly.')
    yes(porch, 'b1')
    porch.goesOffline('a2')
    porch.doesOffline('a2', { kind: 'consent', hash: porch.hash('a2') })
    porch.does('a1', { kind: 'withdraw' })
    porch.comesOnline('a2')
    expect(porch.view('a2').agreement).toMatchObject({ iSaidYes: false })
    expect(inForce(porch)).toBeUndefined()
  })

  test('AGREE-6 signals go on', () => {
    const porch = start()
    porch.agree()
    porch.does('a1', { kind: 'withdraw' })
    porch.does('a1', { kind: 'send-signal', signal: 'hug' })
    expect(porch.view('b1').signals).toHaveLength(1)
  })
})

describe('AGREE-11', () => {
  test('AGREE-11 retiring is withdrawing with thanks: both views say so', () => {
    const porch = start()
    porch.agree()
    expect(porch.does('a1', { kind: 'retire' })).toEqual(ok)
    for (const name of ['a2', 'b1'] as const) {
      expect(porch.light(name)).toEqual({ state: 'retired' })
      expect(porch.view(name).agreement.retired).toBe(true)
    }
  })

  test('AGREE-11 starting again takes both', () => {
    const porch = start()
    porch.agree()
    porch.does('a1', { kind: 'retire' })
    yes(porch, 'a1')
    expect(porch.light('b1')).toEqual({ state: 'retired' })
    expect(porch.view('b1').agreement).toMatchObject({ iSaidYes: false, theySaidYes: true })
    yes(porch, 'b1')
    expect(porch.light('a1')).toMatchObject({ state: 'mine', turn: 2 })
    expect(porch.view('a1').agreement.retired).toBe(false)
  })

  test('AGREE-11 a later withdrawal is not a retirement any more', () => {
    const porch = start()
    porch.agree()
    porch.does('a1', { kind: 'retire' })
    porch.does('b1', { kind: 'withdraw' })
    expect(porch.light('a1')).toEqual({ state: 'no-agreement' })
  })
})

describe('DOC-2', () => {
  test('DOC-2 both saying yes at once begins one turn, from the later yes', () => {
    const porch = start()
    porch.write('Slowly.')
    porch.doesOffline('a1', { kind: 'consent', hash: porch.hash('a1') })
    porch.wait(hour)
    porch.doesOffline('b1', { kind: 'consent', hash: porch.hash('b1') })
    porch.sync()
    expect(porch.light('a1')).toMatchObject({ state: 'mine', turn: 1, until: startMs + 49 * hour })
  })

  test('DOC-2 an act wins over a yes that goes on with the same turn', () => {
    const porch = start()
    porch.agree({}, 'First.')
    porch.write('Second.')
    yes(porch, 'a1')
    porch.does('a1', { kind: 'pass', turn: 1 })
    porch.wait(hour)
    yes(porch, 'b1')
    expect(porch.light('b1')).toMatchObject({ state: 'mine', turn: 2, until: startMs + 48 * hour })
  })
})

describe('DOC-2 registers that seldom differ', () => {
  test('DOC-2 a happy coincidence stays one when the version is replaced: the acts win over the yes that goes on', () => {
    const porch = start()
    porch.agree({}, 'First.')
    porch.doesOffline('a1', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.doesOffline('b1', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.sync()
    const before = porch.light('b1')
    porch.agree({}, 'Second.')
    expect(before).toMatchObject({ state: 'mine', turn: 2, coincidence: true })
    expect(porch.light('b1')).toEqual(before)
  })

  test('DOC-2 of two fresh yeses the higher turn number counts', () => {
    const porch = start()
    porch.agree()
    const key = `${porch.context('b1').device}.c`
    const register = porch.doc('b1').getMap('r').get(key) as { yes: { t: object }[] }
    const yes = register.yes.map((said) => ({ ...said, t: { ...said.t, n: 7 } }))
    porch
      .doc('b1')
      .getMap('r')
      .set(key, { ...register, yes })
    expect(porch.light('b1')).toMatchObject({ turn: 7 })
  })
})

describe('DOC-3', () => {
  test('DOC-3 a partner without an active device has said yes to nothing', () => {
    const porch = start()
    porch.agree()
    porch.remove('b1')
    expect(porch.light('a1').state).toBe('mine')
    porch.remove('b2')
    expect(porch.view('a1')).toMatchObject({ otherJoined: false, light: { state: 'no-agreement' } })
  })

  test('DOC-3 a partner who has not joined yet can be asked: my yes waits', () => {
    const porch = createTwoPartners({ devices: ['a1'] })
    porch.write('Slowly.')
    expect(yes(porch, 'a1')).toEqual(ok)
    expect(porch.view('a1')).toMatchObject({ otherJoined: false, agreement: { myYesWaits: true } })
  })
})

test('TURN-1 the number of a turn that one device never knew of is not used again', () => {
  const porch = start()
  porch.write('Slowly.')
  yes(porch, 'a1')
  porch.goesOffline('a2')
  yes(porch, 'b1')
  expect(porch.turn()).toBe(1)
  porch.doesOffline('a2', { kind: 'withdraw' })
  porch.comesOnline('a2')
  porch.agree({}, 'Again.')
  expect(porch.turn()).toBe(2)
})

test('TURN-1 a yes that came into force and was withdrawn leaves no number behind it to be used again', () => {
  const porch = start()
  porch.agree()
  porch.does('b1', { kind: 'withdraw' })
  porch.wait(day)
  porch.agree({}, 'Again.')
  expect(porch.turn()).toBe(2)
})
