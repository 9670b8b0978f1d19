/** Updates that are small to send and dear to take in, from somebody with a token and no key, or a server that lets them through:
 *  a device takes them in beside everything else it does, and a server sorts them out by putting a bounded number of
 *  documents together. Rules: SYNC-12, SYNC-5b */

import { describe, expect, vi } from 'vitest'
import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { compact } from '@porchlight/server/room/compaction'
import { fold } from '@porchlight/server/room/fold'
import { decodeUpdate } from '@porchlight/server/room/update-clocks'
import { coupleTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import { updateOfRivals } from '../support/hostile-update.ts'
import { updateFrame } from '../support/raw-socket.ts'
import { asked } from '../support/world.ts'

/** Robin's, in the order in which they were opened. */
const outers: Y.Doc[] = []
const it = coupleTest({ throughLiar: ['robin'], bends: { robin: { outer: (outer) => outers.push(outer) } } })

/** How many documents were put together: work, and no time. */
const made = vi.hoisted(() => ({ documents: 0 }))
vi.mock(import('@porchlight/server/room/frugal-document'), async (original) => {
  const real = await original()
  return {
    ...real,
    createFrugalDocument: () => {
      made.documents += 1
      return real.createFrugalDocument()
    },
  }
})

describe('a thousand hostile rows', () => {
  const rows = 1_000
  const honest = honestWriter(1, 300)
  const base = sound(fold(honest)).update
  const { pushed, broken } = hostileWriter(fold(honest.slice(0, 3))?.update ?? base)
  const waiting = Array.from({ length: rows }, (_, at) => honestWriter(1_000 + at, 2)[1] ?? base)
  const rivals = Array.from({ length: rows }, (_, at) => updateOfRivals(1, 500_000 - at))
  const repeated = (updates: readonly Uint8Array[]): Uint8Array[] =>
    Array.from({ length: rows }, (_, at) => updates[at % updates.length] ?? base)

  it.each<[string, Uint8Array[]]>([
    ['that throw where they belong', [...pushed, ...repeated(broken)]],
    ['that wait for what never comes', waiting],
    [
      'that wait, and some that throw',
      waiting.map((row, at) => (at % 2 === 0 ? row : (broken[at % broken.length] ?? row))),
    ],
    ['that crowd at one place', rivals],
    [
      'of all kinds',
      waiting.map(
        (row, at) => [row, rivals[at], broken[at % broken.length], pushed[at % pushed.length]][at % 4] ?? row,
      ),
    ],
  ])('SYNC-5b %s cost a bounded number of documents, and what honest hands wrote stays', async (_, hostile) => {
    // Among them, an honest row each hundred.
    const late = honestWriter(3, 10)
    const tail = hostile.flatMap((row, at) => (at % 100 === 50 ? [row, late[Math.floor(at / 100)] ?? row] : [row]))
    made.documents = 0
    const folded = sound(
      await compact(
        base,
        tail.map((update, at) => ({ seq: at + 1, update })),
      ),
    )
    expect(made.documents).toBeLessThan(250)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, folded.update)
    expect([Y.getState(doc.store, 1), Y.getState(doc.store, 3)]).toEqual([300, 10])
    const honestSeqs = new Set(tail.flatMap((update, at) => (late.includes(update) ? [at + 1] : [])))
    expect(folded.poisonous.filter((seq) => honestSeqs.has(seq))).toEqual([])
    expect(folded.poisonous.length).toBeGreaterThan(100)
  })
})

describe('a device that is sent what is dear to take in', () => {
  it('SYNC-12 takes it in beside everything else, in order, and loses nothing of the other', async ({
    liar,
    robin,
    sam,
  }) => {
    // As many as keep a machine busy for a while that does nothing else: more than a device takes in in one go.
    const each = 150
    const sent: Uint8Array[] = []
    const scratch = new Y.Doc()
    for (const from = process.threadCpuUsage(); process.threadCpuUsage(from).user < 2_500_000; ) {
      const update = updateOfRivals(each, sent.length * each)
      Y.applyUpdate(scratch, update)
      sent.push(update)
    }
    const last = sent.length * each
    const has = (): boolean => outers.some(({ store }) => Y.getState(store, last) > 0)
    for (const socket of liar.sockets) for (const update of sent) socket.send(updateFrame(update))
    await asked(sam, { kind: 'pause' })
    let answered = 0
    while (!has()) {
      await asked(robin, { kind: 'seen' })
      answered += 1
      await new Promise((resume) => setTimeout(resume, 50))
    }
    // Many a press was answered while they were taken in, not one before and one after.
    expect(answered).toBeGreaterThan(20)
    await eventually(
      () => robin.couple().couple.pause.theirs,
      (paused) => paused,
      60_000,
    )
  })
})

function honestWriter(clientID: number, pushes: number): Uint8Array[] {
  const doc = new Y.Doc()
  doc.clientID = clientID
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(new Uint8Array(update)))
  for (let at = 0; at < pushes; at += 1) doc.getArray('e').push([new Uint8Array(300).fill(at % 200)])
  return updates
}

/** What an attacker pushes, and mutations of it that decode and that no document takes after the honest ones. */
function hostileWriter(content: Uint8Array): { pushed: Uint8Array[]; broken: Uint8Array[] } {
  const random = prng.create(3)
  const attacker = new Y.Doc()
  Y.applyUpdate(attacker, content)
  attacker.clientID = 2
  const pushed: Uint8Array[] = []
  attacker.on('update', (update: Uint8Array) => pushed.push(new Uint8Array(update)))
  for (let at = 0; at < 60; at += 1) attacker.getArray('e').insert(at, [new Uint8Array(40).fill(200)])
  const broken: Uint8Array[] = []
  while (broken.length < 20) {
    const update = (pushed[prng.int32(random, 0, 59)] ?? content).slice()
    for (let left = prng.int32(random, 1, 4); left > 0; left -= 1) {
      update[prng.int32(random, 0, update.length - 1)] = prng.int32(random, 0, 255)
    }
    const decoded = decodeUpdate(update)
    if (decoded === undefined || decoded.runs.some(({ client }) => client === 1 || client === 3)) continue
    if (fold([content, ...pushed, update]) === undefined) broken.push(update)
  }
  return { pushed, broken }
}

function sound<Folded>(folded: Folded | undefined): Folded {
  if (folded === undefined) throw new Error('this should be loadable')
  return folded
}
