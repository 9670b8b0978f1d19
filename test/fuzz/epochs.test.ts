/** Seeded fuzz of a key that moves, with and without a fresh document: real engines over real outer documents, devices that stay
 *  away for several epochs, that are killed, and that write all the while. 50 seeds; `FUZZ_SEEDS=1000` for more, `FUZZ_SEED=17`
 *  for that one alone.
 *
 *  The oracle is plain: each word was written once, so it stands once, unless the one who took it out took it out; and each
 *  device's own key says what that device wrote last. What moves a device here is as little as can be around the parts that
 *  `fresh-swap` uses (`documentUpTo`, `freshDocument`, `carryOver`); the moving itself is in `epochs-kills.test.ts`. */

import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { copyOf } from '@porchlight/shared/copy-of'
import { carryOver } from '@porchlight/shared/domain/carry-over'
import { draftOf, registersOf } from '@porchlight/shared/domain/document'
import { freshDocument } from '@porchlight/shared/domain/fresh-document'
import { firstOuterState, type Room } from '@porchlight/shared/sync/outer-doc'
import { createSealedDoc, type SealedDoc } from '@porchlight/shared/sync/sealed-doc'
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts'
import { createSeededRandom, type SeededRandom } from '../support/seeded-random.ts'
import { deviceIds, type DeviceName, paragraph } from '../support/two-partners.ts'

const only = process.env['FUZZ_SEED']
const count = Number(process.env['FUZZ_SEEDS'] ?? 50)
const seeds = only === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [Number(only)]
const steps = 80
const names = ['a1', 'a2', 'b1'] satisfies DeviceName[]

interface Epoch {
  room: Room
  gen: number
  /** What came along of the room before. */
  had: Uint8Array
  outer: Y.Doc
}

interface Life {
  name: DeviceName
  at: number
  inner: Y.Doc
  outer: Y.Doc
  engine: SealedDoc
  /** Outlives the worker. */
  disk: { pending: Uint8Array | undefined }
}

interface World {
  clock: FakeClock
  random: SeededRandom
  epochs: Epoch[]
  lives: Life[]
  standing: Set<string>
  ownKeys: Map<DeviceName, number>
  words: number
}

describe('a key that moves, fuzzed', () => {
  test.each(seeds)('EPOCH-4 DOC-4 nothing is lost and nothing doubled (FUZZ_SEED=%i)', async (seed) => {
    const world = found(seed)
    for (let step = 0; step < steps; step += 1) await act(world, world.random.pick(world.lives))
    for (let round = 0; round < 3; round += 1) {
      for (const life of world.lives) await sync(world, life)
      await world.clock.settle(20_000)
    }
    const [first] = world.lives
    for (const { inner, name } of world.lives) {
      const found = wordsOf(inner)
      expect({ name, doubled: found.filter((word, at) => found.indexOf(word) !== at) }).toEqual({ name, doubled: [] })
      expect({ name, words: found.toSorted() }).toEqual({ name, words: [...world.standing].toSorted() })
      expect(inner.getMap('r').toJSON()).toEqual(first?.inner.getMap('r').toJSON())
    }
    for (const [name, n] of world.ownKeys)
      expect(first === undefined ? undefined : registersOf(first.inner).get(deviceIds[name])).toEqual({ n })
  })
})

function found(seed: number): World {
  const clock = createFakeClock()
  const random = createSeededRandom(seed)
  const inner = new Y.Doc()
  inner.getMap('meta').set('v', 1)
  const first = ['w0 w1 w2', 'w3 w4 w5', 'w6 w7 w8']
  draftOf(inner).insert(0, first.map(paragraph))
  const room: Room = { coupleId: random.bytes(16), epoch: 1, coupleKey: random.bytes(32) }
  const outer = new Y.Doc()
  Y.applyUpdate(outer, firstOuterState(random, room, inner))
  const standing = new Set(first.flatMap((line) => line.split(' ')))
  const epochs = [{ room, gen: 1, had: new Uint8Array(), outer }]
  const world: World = { clock, random, epochs, lives: [], standing, ownKeys: new Map(), words: 9 }
  world.lives = names.map((name) => live(world, name, 0, new Y.Doc(), copyOf(outer), [], { pending: undefined }))
  return world
}

function live(
  { clock, random, epochs }: World,
  name: DeviceName,
  at: number,
  inner: Y.Doc,
  outer: Y.Doc,
  carriedOver: Uint8Array[],
  disk: Life['disk'],
): Life {
  const { room, gen } = epochs[at] as Epoch
  const engine = createSealedDoc(
    {
      clock,
      random,
      persisted: () => Promise.resolve(),
      pending: {
        read: () => Promise.resolve(disk.pending),
        write: (record) => Promise.resolve(void (disk.pending = record)),
        remove: () => Promise.resolve(void (disk.pending = undefined)),
        setAside: () => Promise.resolve(),
      },
      firstSeen: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
    },
    { ...room, gen, outer, inner, carriedOver, earlierRooms: epochs.slice(0, at).map((earlier) => earlier.room) },
  )
  void engine.open()
  return { name, at, inner, outer, engine, disk }
}

async function act(world: World, life: Life): Promise<void> {
  const { random, clock } = world
  const dice = random.int(0, 99)
  if (dice < 45) edit(world, life)
  else if (dice < 70) await sync(world, life)
  else if (dice < 78) await restart(world, life)
  else if (dice < 90) await rotate(world, life, random.chance(0.5))
  else await clock.settle(random.int(0, 5_000))
}

function edit(world: World, { inner, name }: Life): void {
  const { random, standing, ownKeys } = world
  const draft = draftOf(inner)
  const word = `w${world.words++}`
  const block = random.int(0, draft.length - 1)
  const text = draft.length === 0 ? undefined : ((draft.get(block) as Y.XmlElement).get(0) as Y.XmlText)
  const dice = random.int(0, 9)
  if (dice < 2 || text === undefined) {
    draft.insert(random.int(0, draft.length), [paragraph(word)])
    standing.add(word)
  } else if (dice < 6) {
    const line = text.toJSON()
    const at = random.pick([0, line.length])
    text.insert(at, at === 0 ? `${word} ` : ` ${word}`)
    standing.add(word)
  } else if (dice < 7) {
    // Only words of one's own are taken out, so that nobody else brings them back.
    const own = /w\d+/.exec(text.toJSON())
    if (own !== null && text.length > 8 && Number(own[0].slice(1)) % names.length === names.indexOf(name as 'a1')) {
      text.delete(own.index, own[0].length)
      standing.delete(own[0])
    }
  } else {
    const n = (ownKeys.get(name) ?? 0) + 1
    ownKeys.set(name, n)
    registersOf(inner).set(deviceIds[name], { n })
  }
}

/** Follows as far as there are epochs, then exchanges what both have. */
async function sync(world: World, life: Life): Promise<void> {
  await world.clock.settle(200)
  const newest = world.epochs.length - 1
  if (life.at < newest) await follow(world, life, newest)
  const { outer } = world.epochs[newest] as Epoch
  life.engine.flush()
  Y.applyUpdate(life.outer, Y.encodeStateAsUpdate(outer, Y.encodeStateVector(life.outer)), 'server')
  Y.applyUpdate(outer, Y.encodeStateAsUpdate(life.outer, Y.encodeStateVector(outer)))
  life.engine.synced()
  // Reconciling waits a random while; what it pushes is exchanged as well.
  await world.clock.settle(4_000)
  Y.applyUpdate(outer, Y.encodeStateAsUpdate(life.outer, Y.encodeStateVector(outer)))
}

async function follow(world: World, life: Life, newest: number): Promise<void> {
  const { epochs } = world
  const now = epochs[newest] as Epoch
  const mine = epochs[life.at] as Epoch
  const outer = copyOf(now.outer)
  await life.engine.settle()
  if (now.gen === mine.gen) {
    const unsaved = life.engine.unsaved()
    life.engine.stop()
    Object.assign(life, live(world, life.name, newest, life.inner, outer, unsaved, life.disk))
  } else {
    const base = life.engine.documentUpTo((epochs[life.at + 1] as Epoch).had)
    const fresh = new Y.Doc()
    const reader = live(world, life.name, newest, fresh, outer, [], { pending: undefined })
    await world.clock.settle(50)
    const before = Y.encodeStateVector(fresh)
    reader.engine.stop()
    const carried = carryOver(fresh, base, life.inner, deviceIds[life.name])
      ? [Y.encodeStateAsUpdate(fresh, before)]
      : []
    life.engine.stop()
    Object.assign(life, live(world, life.name, newest, fresh, outer, carried, { pending: undefined }))
  }
  await world.clock.settle(50)
}

async function restart(world: World, life: Life): Promise<void> {
  // What was typed a moment ago would be lost with the worker (SEAL-6a); a panel would send it again.
  await world.clock.settle(200)
  life.engine.stop()
  Object.assign(life, live(world, life.name, life.at, new Y.Doc(), life.outer, [], life.disk))
  await world.clock.settle(50)
}

async function rotate(world: World, life: Life, afresh: boolean): Promise<void> {
  await sync(world, life)
  await life.engine.settle()
  if (!life.engine.rotation().ok) return
  const before = world.epochs.at(-1) as Epoch
  // Compare-and-swap: nobody else wrote meanwhile.
  if (Y.encodeStateVector(before.outer).join() !== Y.encodeStateVector(life.outer).join()) return
  const fresh = afresh ? freshDocument(life.inner, world.clock.now()) : undefined
  const room: Room = { ...before.room, epoch: before.room.epoch + 1, coupleKey: world.random.bytes(32) }
  const outer = new Y.Doc()
  Y.applyUpdate(outer, firstOuterState(world.random, room, fresh ?? life.inner))
  const gen = before.gen + (fresh === undefined ? 0 : 1)
  world.epochs.push({ room, gen, had: Y.encodeStateVector(life.outer), outer })
}

const wordsOf = (inner: Y.Doc): string[] =>
  draftOf(inner)
    .toArray()
    .flatMap((block) => ((block as Y.XmlElement).get(0) as Y.XmlText).toJSON().match(/w\d+/g) ?? [])
