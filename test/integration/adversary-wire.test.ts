/** Somebody who sees every frame between the devices and the server, both ways. Which wordless act it was must not show:
 *  each is one entry of 301 bytes. What is larger is listed here. */

import type { Command } from '@porchlight/shared/domain/command'
import { draftOf } from '@porchlight/shared/domain/document'
import type { CoupleView } from '@porchlight/shared/domain/view'
import { messageType } from '@porchlight/shared/wire/close-code'
import { holdMs } from '@porchlight/client/device/couple-acts'
import * as decoding from 'lib0/decoding'
import { describe, expect } from 'vitest'
import * as Y from 'yjs'
import { type Couple, storyTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import type { HostileServer, Seen } from '../support/hostile-server.ts'
import { paragraph } from '../support/two-partners.ts'
import { asked } from '../support/world.ts'
import type { WorldDevice } from '../support/world-device.ts'

const wordlessBytes = 301
/** How long an act can be undone is not what this is about (TURN-10): what is held leaves at once. */
const impatient = { delayMs: (ms: number): number => (ms > holdMs / 2 && ms <= holdMs ? 0 : ms) }
const it = storyTest({ throughLiar: ['robin', 'sam'], bends: { robin: impatient, sam: impatient } })
it.beforeAll(({ couple }) => {
  const inner = couple.robin.device.inner()
  if (inner === undefined) throw new Error('no document')
  draftOf(inner).insert(0, [paragraph('We take turns.')])
})

const coupleOf = (one: WorldDevice): CoupleView => one.couple().couple
const lightOf = (one: WorldDevice): string => {
  const { light } = coupleOf(one)
  return 'turn' in light ? `${light.turn} ${light.state}` : light.state
}
const quiet = async ({ robin, sam }: Couple): Promise<void> => {
  await eventually(
    () => [robin, sam].map((one) => one.couple().saving).join(),
    (saving) => saving === 'saved,saved',
  )
}

interface Watched {
  liar: HostileServer
  couple: Couple
}

interface Frame {
  way: Seen['way']
  bytes: number
  /** Bytes of each entry it carries. */
  entries: number[]
}

/** The updates of the sealed document that went by the watcher while `act` was carried out and reached the other. */
async function framesOf(
  { liar: watcher, couple }: Watched,
  act: () => Promise<unknown>,
  arrived: () => boolean,
): Promise<Frame[]> {
  await quiet(couple)
  const from = watcher.seen.length
  await act()
  await eventually(arrived, Boolean, 20_000)
  await quiet(couple)
  return watcher.seen.slice(from).flatMap(({ way, what, bytes }) => {
    const update = what === 'frame' ? updateIn(bytes) : undefined
    return update === undefined ? [] : [{ way, bytes: bytes.length, entries: entriesIn(update) }]
  })
}

function updateIn(frame: Buffer): Uint8Array | undefined {
  const decoder = decoding.createDecoder(new Uint8Array(frame))
  if (decoding.readVarUint(decoder) !== messageType.sync || decoding.readVarUint(decoder) !== 2) return undefined
  return decoding.readVarUint8Array(decoder)
}

const entriesIn = (update: Uint8Array): number[] =>
  Y.decodeUpdate(update).structs.flatMap((struct) =>
    struct instanceof Y.Item ? struct.content.getContent().map((content: Uint8Array) => content.length) : [],
  )

const shapeOf = (frames: Frame[]): string[] =>
  frames.map(({ way, entries }) => `${way} ${entries.join('+')}`).toSorted()
/** Both ways once, and nothing else: the server passes on what it got. */
const oneEntry = (bytes: number): string[] => [`from-server ${bytes}`, `to-server ${bytes}`]

describe('a watcher of the wire', () => {
  for (const signal of ['glow', 'hug', 'thanks', 'smile'] as const) {
    it(`SIG-1 sees 301 bytes for the signal ${signal}`, async ({ liar, couple }) => {
      const { robin, sam } = couple
      const frames = await framesOf(
        { liar, couple },
        () => asked(robin, { kind: 'send-signal', signal }),
        () => coupleOf(sam).signals.some(({ kind }) => kind === signal),
      )
      expect(shapeOf(frames)).toEqual(oneEntry(wordlessBytes))
      for (const { bytes } of frames) expect(bytes).toBeLessThanOrEqual(360)
      robin.skewMs += 61_000
    })
  }

  it('AGREE-4 sees that a yes is larger: it carries the agreement', async ({ liar, couple }) => {
    const { robin, sam } = couple
    const draft = await eventually(
      () => coupleOf(sam).agreement.draft,
      ({ state }) => state === 'fit',
    )
    const hash = draft.state === 'fit' ? draft.hash : ''
    const frames = await framesOf(
      { liar, couple },
      () => asked(robin, { kind: 'consent', hash }),
      () => coupleOf(sam).agreement.theySaidYes,
    )
    expect(shapeOf(frames)).not.toEqual(oneEntry(wordlessBytes))
    expect(frames.map(({ entries }) => entries.length)).toEqual([1, 1])
    await framesOf(
      { liar, couple },
      () => asked(sam, { kind: 'consent', hash }),
      () => lightOf(robin) === '1 mine' && lightOf(sam) === '1 theirs',
    )
  })

  const light: [string, keyof Couple, Command, string][] = [
    ['TURN-6 more time', 'robin', { kind: 'more-time', turn: 1 }, '1 mine,1 theirs'],
    ['TURN-5 passing', 'robin', { kind: 'pass', turn: 1 }, '2 theirs,2 mine'],
    ['TURN-3 reaching out', 'sam', { kind: 'reach-out', turn: 2, by: 'me' }, '3 mine,3 theirs'],
    ['TURN-4 having been reached', 'sam', { kind: 'reach-out', turn: 3, by: 'other' }, '4 theirs,4 mine'],
  ]
  for (const [name, who, command, lights] of light) {
    it(`${name}: sees 301 bytes`, async ({ liar, couple }) => {
      const { robin, sam } = couple
      const frames = await framesOf(
        { liar, couple },
        () => asked(couple[who], command),
        () =>
          [robin, sam].map(lightOf).join() === lights && robin.couple().held.length + sam.couple().held.length === 0,
      )
      expect(shapeOf(frames)).toEqual(oneEntry(wordlessBytes))
    })
  }

  /** Robin invites, and Sam's device has it. */
  async function invited({ robin, sam }: Couple, text: string): Promise<string> {
    await asked(robin, { kind: 'invite', turn: Number(lightOf(robin).split(' ')[0]), text })
    const invitations = await eventually(
      () => coupleOf(sam).invitationsToMe,
      (all) => all.some((one) => one.text === text),
      20_000,
    )
    return invitations.find((one) => one.text === text)?.id ?? ''
  }

  it('TURN-10 sees 301 bytes for an invitation taken back', async ({ liar, couple }) => {
    const { robin, sam } = couple
    const invitation = await invited(couple, 'Tea?')
    const frames = await framesOf(
      { liar, couple },
      () => asked(robin, { kind: 'take-back', invitation }),
      () => coupleOf(sam).invitationsToMe.every(({ text }) => text === ''),
    )
    expect(shapeOf(frames)).toEqual(oneEntry(wordlessBytes))
  })

  it('INV-2 sees 301 bytes for an answer without words, from one who wrote no words lately', async ({
    liar,
    couple,
  }) => {
    const { robin, sam } = couple
    robin.skewMs += 13 * 3_600_000
    const invitation = await invited(couple, 'A walk?')
    const frames = await framesOf(
      { liar, couple },
      () => asked(sam, { kind: 'answer', invitation, answer: 'talk' }),
      () => coupleOf(robin).myInvitations.some(({ answer }) => answer?.kind === 'talk'),
    )
    expect(shapeOf(frames)).toEqual(oneEntry(wordlessBytes))
  })

  const alone: [string, Command, (theirs: CoupleView) => boolean][] = [
    ['PAUSE-1 a pause', { kind: 'pause' }, ({ pause }) => pause.theirs],
    ['PAUSE-1 coming back', { kind: 'come-back' }, ({ pause }) => !pause.theirs],
    [
      'PAUSE-2 a pause with a ready note',
      { kind: 'pause', note: 'just-because' },
      ({ pause }) => pause.theirNote === 'just-because',
    ],
    ['PAUSE-1 coming back again', { kind: 'come-back' }, ({ pause }) => !pause.theirs],
    ['AGREE-6 withdrawing', { kind: 'withdraw' }, ({ agreement }) => agreement.inForce === undefined],
  ]
  for (const [name, command, arrived] of alone) {
    it(`${name}: sees 301 bytes`, async ({ liar, couple }) => {
      const frames = await framesOf(
        { liar, couple },
        () => asked(couple.sam, command),
        () => arrived(coupleOf(couple.robin)),
      )
      expect(shapeOf(frames)).toEqual(oneEntry(wordlessBytes))
    })
  }

  it('SEAL-3 sees more than 301 bytes of a wordless act that lies beside words of mine: a ready note after a note', async ({
    liar,
    couple,
  }) => {
    const { robin, sam } = couple
    await asked(sam, { kind: 'send-note', text: 'You left your scarf here, and I keep wearing it around the house.' })
    const frames = await framesOf(
      { liar, couple },
      () => asked(sam, { kind: 'pause', note: 'unwell' }),
      () => coupleOf(robin).pause.theirNote === 'unwell',
    )
    expect(shapeOf(frames)).not.toEqual(oneEntry(wordlessBytes))
  })
})
