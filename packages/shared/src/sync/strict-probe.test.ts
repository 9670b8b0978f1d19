import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createSeededRandom } from '../../../../test/support/seeded-random.ts'
import { applyBody, type Body, probeBodies } from './strict-probe.ts'

const inner = new Y.Doc()
inner.getText('draft').insert(0, 'hello')
inner.getMap('r').set('a', 1)

/** Updates of one writer, each upon the one before. */
const writeBodies = (count: number): Body[] => {
  const writer = new Y.Doc()
  Y.applyUpdate(writer, Y.encodeStateAsUpdate(inner))
  const bodies: Body[] = []
  writer.on('update', (bytes: Uint8Array) => bodies.push({ kind: 1, bytes }))
  for (let i = 0; i < count; i++) writer.getText('draft').insert(0, `${i} `)
  return bodies
}

describe('strict probe', () => {
  test('SEAL-7 sound bodies stay in their order, snapshots among them', () => {
    const bodies: Body[] = [...writeBodies(5), { kind: 2, bytes: Y.encodeStateAsUpdateV2(inner) }]
    expect(probeBodies(inner, bodies)).toEqual({ sound: bodies, unsound: [] })
  })

  test('SEAL-7 one body that is no update is found among many, and the rest goes in', () => {
    const bodies = writeBodies(40)
    const poison: Body = { kind: 1, bytes: Uint8Array.of(1, 1, 200, 1, 0) }
    const mixed = [...bodies.slice(0, 17), poison, ...bodies.slice(17)]
    expect(probeBodies(inner, mixed)).toEqual({ sound: bodies, unsound: [poison] })
  })

  test('SEAL-7 a V1 update said to be a snapshot is not taken for one', () => {
    const mislabelled: Body = { kind: 2, bytes: Uint8Array.from(writeBodies(1).flatMap(({ bytes }) => [...bytes])) }
    expect(probeBodies(inner, [mislabelled]).unsound).toEqual([mislabelled])
  })

  test('SEAL-7 the document itself is only read', () => {
    const before = Y.encodeStateAsUpdate(inner)
    probeBodies(inner, writeBodies(3))
    expect(Y.encodeStateAsUpdate(inner)).toEqual(before)
  })

  test('SEAL-7 an update whose cause is not there yet is sound: it waits', () => {
    const [first, second] = writeBodies(2) as [Body, Body]
    expect(probeBodies(inner, [second])).toEqual({ sound: [second], unsound: [] })
    expect(probeBodies(inner, [second, first])).toEqual({ sound: [second, first], unsound: [] })
  })

  test('SEAL-7 of 4,000 mutilated updates none that is called sound throws or breaks the document', () => {
    const random = createSeededRandom(7)
    const bodies = writeBodies(20)
    let refused = 0
    for (let i = 0; i < 4_000; i++) {
      const bytes = random.pick(bodies).bytes.slice()
      for (let cut = random.int(1, 3); cut > 0; cut--) bytes[random.int(0, bytes.length - 1)] = random.int(0, 255)
      const { sound, unsound } = probeBodies(inner, [{ kind: 1, bytes }])
      refused += unsound.length
      const doc = new Y.Doc()
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(inner))
      for (const body of sound) applyBody(doc, body)
      const again = new Y.Doc()
      Y.applyUpdate(again, Y.encodeStateAsUpdate(doc))
      expect(again.getText('draft').toJSON()).toBe(doc.getText('draft').toJSON())
    }
    expect(refused).toBeGreaterThan(1_000)
  })
})
