import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createFakeClock } from '../../../../test/support/fake-clock.ts'
import { createSeededRandom } from '../../../../test/support/seeded-random.ts'
import { nonceBytes } from '../crypto/aead.ts'
import { sealEntry } from '../crypto/entry.ts'
import { entriesOf, firstOuterState, sealContextOf } from './outer-doc.ts'
import { readSealedCopy } from './sealed-reader.ts'

const random = createSeededRandom(11)
const room = { coupleId: random.bytes(16), epoch: 2, coupleKey: random.bytes(32) }

const copyOfRoom = (): Y.Doc => {
  const written = new Y.Doc()
  written.getText('draft').insert(0, 'hello')
  const outer = new Y.Doc()
  Y.applyUpdate(outer, firstOuterState(random, room, written))
  return outer
}

describe('sealed reader', () => {
  test('SEAL-7 what the copy holds is in the document, and nothing stays behind that would write or wait', async () => {
    const clock = createFakeClock()
    const outer = copyOfRoom()
    const inner = new Y.Doc()
    const before = Y.encodeStateAsUpdate(outer)
    const status = await readSealedCopy({ clock, random }, { ...room, gen: 1, outer, inner })
    expect(inner.getText('draft').toJSON()).toBe('hello')
    expect(status).toMatchObject({ state: 'open', unknownVersion: false })
    inner.getText('draft').insert(5, ', after')
    await clock.settle(600_000)
    expect(Y.encodeStateAsUpdate(outer)).toEqual(before)
  })

  test('SEAL-7 it says where not all could be read', async () => {
    const outer = copyOfRoom()
    const later = sealEntry(sealContextOf(room), random.bytes(nonceBytes), 9 as 1, Uint8Array.of(1))
    entriesOf(outer).push([later])
    const inner = new Y.Doc()
    const status = await readSealedCopy({ clock: createFakeClock(), random }, { ...room, gen: 1, outer, inner })
    expect(status.unknownVersion).toBe(true)
    expect(inner.getText('draft').toJSON()).toBe('hello')
  })
})
