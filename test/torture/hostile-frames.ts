/** Frames nobody's client would send, from a seed: real ones mutated, cut short or glued together, lengths that lie, updates that
 *  decode and cannot be taken in, presence that plays with clocks, sizes and ids. Rule: SYNC-5, SYNC-5b, SYNC-7, SYNC-10 */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { updateOfNestedArrays, updateOfRivals } from '../support/hostile-update.ts'
import { frameOf, presenceFrameOf, step2Frame, updateFrame } from '../support/raw-socket.ts'
import type { SeededRandom } from '../support/seeded-random.ts'

export interface HostileFrame {
  kind: FrameKind
  bytes: Uint8Array | string
}

export type FrameKind = keyof typeof makers

/** Kinds a socket may survive: they come many to a socket. The others end it, mostly. */
const enduring: readonly FrameKind[] = [
  'poison',
  'poison',
  'presence-clocks',
  'presence-clocks',
  'presence-clocks',
  'presence-clocks',
  'presence-sizes',
  'presence-sizes',
  'presence-ids',
  'presence-ids',
  'aside',
  'aside',
  'aside',
  'real',
  'real',
  'real',
  'real',
  'questions',
]
const ending: readonly FrameKind[] = [
  'mutated',
  'mutated',
  'mutated',
  'random',
  'cut',
  'glued',
  'lengths',
  'lengths',
  'rivals',
  'nested',
  'text',
  'presence-no-json',
  'large',
]

type Make = (random: SeededRandom, corpus: readonly Uint8Array[]) => Uint8Array | string

const keptFrames = 500
/** One in ten is made anew. */
const renewal = 0.1

const varUints = (...numbers: number[]): Uint8Array => {
  const encoder = encoding.createEncoder()
  for (const number of numbers) encoding.writeVarUint(encoder, number)
  return encoding.toUint8Array(encoder)
}
const extremes = [0, 1, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 48, 2 ** 53 - 1]
const presenceOf = (entries: readonly [number, number, string][]): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const [client, clock, state] of entries) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, state)
  }
  return frameOf(1, encoding.toUint8Array(encoder))
}

const mutate = (random: SeededRandom, bytes: Uint8Array): Uint8Array => {
  const out = [...bytes]
  for (let n = random.int(1, 4); n > 0; n--) {
    const at = random.int(0, Math.max(0, out.length - 1))
    if (random.chance(0.6)) out[at] = random.int(0, 255)
    else if (random.chance(0.5)) out.splice(at, random.int(1, 3))
    else out.splice(at, 0, random.int(0, 255))
  }
  return Uint8Array.from(out)
}

const isDecodable = (update: Uint8Array): boolean => {
  try {
    Y.decodeUpdate(update)
    return true
  } catch {
    // Most mutations are not.
    return false
  }
}

const makers = {
  real: (random, corpus) => updateFrame(random.pick(corpus)),
  mutated: (random, corpus) => mutate(random, updateFrame(random.pick(corpus))),
  random: (random) => random.bytes(random.int(0, 300)),
  cut: (random, corpus) => {
    const frame = updateFrame(random.pick(corpus))
    return frame.slice(0, random.int(0, frame.length - 1))
  },
  glued: (random, corpus) => {
    const [head, tail] = [random.pick(corpus), random.pick(corpus)]
    return updateFrame(
      Uint8Array.from([...head.slice(0, random.int(0, head.length)), ...tail.slice(random.int(0, tail.length))]),
    )
  },
  lengths: (random) => {
    const lie = random.pick(extremes)
    const places = [
      [0, 2, lie],
      [0, 0, 1, lie],
      [0, 2, 6, 1, lie, 0, 0, 4],
      [0, 2, 7, 1, 1, lie, lie, 4],
      [1, lie],
      [1, 4, lie, 1, 1],
      [lie, lie],
    ]
    return Uint8Array.from([...varUints(...random.pick(places)), ...random.bytes(random.int(0, 12))])
  },
  /** Decodes, and may be anything: a hole, another's client id, a deletion of what never was, an impossible parent. */
  poison: (random, corpus) => {
    for (let n = 0; n < 30; n++) {
      const update = mutate(random, random.pick(corpus))
      if (isDecodable(update)) return random.chance(0.1) ? step2Frame(update) : updateFrame(update)
    }
    return updateFrame(random.pick(corpus))
  },
  rivals: (random) => updateFrame(updateOfRivals(random.chance(0.02) ? 5_000 : random.int(2, 200))),
  nested: (random) => updateFrame(updateOfNestedArrays(random.pick([10, 1_000, 20_000]), random.int(1, 2 ** 30))),
  /** State vectors of nobody, of many, of numbers at the edge. */
  questions: (random) => {
    const clients = random.int(0, 20)
    const numbers = Array.from({ length: clients * 2 }, () =>
      random.chance(0.2) ? random.pick(extremes) : random.int(0, 9_999),
    )
    return frameOf(0, 0, varUints(clients, ...numbers))
  },
  /** Authentication nobody asked for, a question who is here, an empty presence. */
  aside: (random) =>
    random.pick([
      frameOf(2, 0),
      frameOf(2, random.bytes(20)),
      frameOf(3),
      frameOf(1, varUints(0)),
      frameOf(0, 2, varUints(0, 0)),
    ]),
  'presence-clocks': (random) =>
    presenceFrameOf(
      random.int(1, 80),
      random.chance(0.3) ? random.pick(extremes) : random.int(0, 50),
      random.pick(['{}', 'null', '{"x":"a"}', '0', '[]', '""']),
    ),
  'presence-sizes': (random) =>
    presenceFrameOf(
      random.int(1, 80),
      random.int(0, 99),
      JSON.stringify('x'.repeat(random.pick([1, 1_000, 15_000, 17_000, 60_000]))),
    ),
  'presence-ids': (random) =>
    presenceOf(
      Array.from({ length: random.pick([2, 64, 500]) }, () => [
        random.int(0, 2 ** 31 - 1),
        random.int(0, 5),
        random.pick(['{}', 'null']),
      ]),
    ),
  'presence-no-json': (random) =>
    presenceFrameOf(1, 1, random.pick(['{', '', 'undefined', '['.repeat(8_000), '{"a":'])),
  text: (random) => random.pick(['', 'hello', '{"type":"auth"}', '\u0000', '🕯'.repeat(500)]),
  large: (random) =>
    updateFrame(new Uint8Array(random.chance(0.05) ? 4 * 1024 * 1024 + 1 : random.int(1_000, 200_000))),
} satisfies Record<string, Make>

/** What an honest program writes: entries, deletions, maps, text. */
const corpusOf = (random: SeededRandom): Uint8Array[] => {
  const corpus: Uint8Array[] = []
  const doc = new Y.Doc()
  doc.clientID = random.int(1, 2 ** 31 - 1)
  doc.on('update', (update: Uint8Array) => void corpus.push(update))
  const entries = doc.getArray<Uint8Array>('e')
  for (let n = 0; n < 24; n++) {
    entries.push([random.bytes(random.pick([16, 64, 301]))])
    if (random.chance(0.3)) entries.delete(random.int(0, entries.length - 1), 1)
    doc.getMap('m').set(String(random.int(0, 5)), random.pick([1, 'two', null, true, [3]]))
    doc.getText('t').insert(random.int(0, doc.getText('t').length), 'word')
  }
  corpus.push(Y.encodeStateAsUpdate(doc))
  return corpus
}

/** Keeps what it has made and makes some anew each time: a frame is sent some ten times, in ever other company. */
export const createHostileFrames = (random: SeededRandom) => {
  const corpus = corpusOf(random)
  const make = (kinds: readonly FrameKind[]): HostileFrame => {
    const kind = random.pick(kinds)
    return { kind, bytes: makers[kind](random, corpus) }
  }
  const kept = Array.from({ length: keptFrames }, () => make(enduring))

  return {
    /** What one socket gets: up to `most` frames it may survive, then one it should not. */
    burst(most: number): HostileFrame[] {
      const frames = Array.from({ length: random.int(0, most) }, () => {
        if (!random.chance(renewal)) return random.pick(kept)
        const fresh = make(enduring)
        kept[random.int(0, kept.length - 1)] = fresh
        return fresh
      })
      return [...frames, make(ending)]
    },
  }
}
