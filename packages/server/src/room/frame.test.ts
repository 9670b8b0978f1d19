import { messageType } from '@porchlight/shared/wire/close-code'
import { sizeLimits } from '@porchlight/shared/wire/limits'
import * as fc from 'fast-check'
import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import { updateOfRivals } from '../../../../test/support/hostile-update.ts'
import { nth } from '../../../../test/support/nth.ts'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { presenceFrame } from './presence.ts'
import { heartbeatFrame } from '../socket/heartbeat.ts'
import { step, syncFrame, syncStep } from './frame.ts'

const frameOf = (...parts: (number | Uint8Array | string)[]): Uint8Array => {
  const encoder = encoding.createEncoder()
  for (const part of parts) {
    if (typeof part === 'number') encoding.writeVarUint(encoder, part)
    else if (typeof part === 'string') encoding.writeVarString(encoder, part)
    else encoding.writeVarUint8Array(encoder, part)
  }
  return encoding.toUint8Array(encoder)
}

const docWith = (text: string): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = 7
  doc.getText('t').insert(0, text)
  return doc
}
const update = Y.encodeStateAsUpdate(docWith('hello'))
const stateVector = Y.encodeStateVector(docWith('hello'))
const empty = new Uint8Array([0, 0])

describe('SYNC-1 what a frame asks for', () => {
  test('SYNC-1 a sync step 1 asks for an answer', () => {
    expect(step(syncFrame(syncStep.step1, stateVector), true)).toEqual({ kind: 'answer', stateVector })
  })

  test('SYNC-1 an update is to be stored, with its clocks, and goes on as it came', () => {
    const frame = syncFrame(syncStep.update, update)
    expect(step(frame, true)).toEqual({
      kind: 'store',
      update,
      frame,
      runs: [{ client: 7, from: 0, to: 5 }],
      completesSync: false,
    })
  })

  test('SYNC-4 a sync step 2 with news is stored too, goes to the others as an update, and completes the sync', () => {
    const frame = syncFrame(syncStep.update, update)
    expect(step(syncFrame(syncStep.step2, update), true)).toMatchObject({
      kind: 'store',
      update,
      frame,
      completesSync: true,
    })
  })

  test('SYNC-4 a sync step 2 without news stores nothing, but its client waits for a mark', () => {
    expect(step(syncFrame(syncStep.step2, empty), true)).toEqual({ kind: 'mark' })
  })

  test('SYNC-4 a pure deletion is stored and raises no clock', () => {
    const doc = docWith('hello')
    let deletion = empty
    doc.on('update', (bytes: Uint8Array) => (deletion = new Uint8Array(bytes)))
    doc.getText('t').delete(0, 2)
    expect(step(syncFrame(syncStep.update, deletion), true)).toMatchObject({ kind: 'store', runs: [] })
  })

  test('SYNC-7 presence is taken apart, entry by entry', () => {
    const awareness = new Awareness(docWith('x'))
    awareness.setLocalState({ name: 'Ada' })
    const frame = frameOf(messageType.awareness, encodeAwarenessUpdate(awareness, [awareness.clientID]))
    awareness.destroy()
    const entries = [{ client: 7, clock: 1, state: '{"name":"Ada"}' }]
    expect(step(frame, true)).toEqual({ kind: 'present', entries })
    expect(presenceFrame(entries)).toEqual(frame)
  })

  test.each<[string, Uint8Array, object]>([
    ['SYNC-8 a heartbeat means nothing', heartbeatFrame, { kind: 'nothing' }],
    ['SYNC-1 an auth message means nothing', frameOf(messageType.auth, 0, 'no'), { kind: 'nothing' }],
    ['SYNC-1 a question who is here is answered', frameOf(messageType.queryAwareness), { kind: 'tell-presence' }],
    ['an empty update means nothing', syncFrame(syncStep.update, empty), { kind: 'nothing' }],
    [
      'HTTP-2 presence over 16 KiB is dropped, not closed',
      presenceFrame([{ client: 1, clock: 1, state: JSON.stringify('x'.repeat(sizeLimits.maxAwarenessBytes)) }]),
      { kind: 'nothing' },
    ],
  ])('%s', (_, frame, expected) => {
    expect(step(frame, true)).toEqual(expected)
  })

  const malformed: [string, Uint8Array][] = [
    ['nothing at all', new Uint8Array()],
    ['an unknown message type', frameOf(4)],
    ['the type only the server sends', frameOf(messageType.saved, empty)],
    ['an unknown sync subtype', frameOf(messageType.sync, 3, update)],
    ['a sync message without its bytes', frameOf(messageType.sync, 2)],
    ['a length beyond the frame', new Uint8Array([0, 2, 200, 1, 0])],
    ['bytes after the end', new Uint8Array([...syncFrame(syncStep.update, update), 0])],
    ['bytes that are no update', frameOf(messageType.sync, 2, new Uint8Array([9, 9, 9, 9]))],
    ['half an update', frameOf(messageType.sync, 2, update.slice(0, -4))],
    ['bytes that are no state vector', frameOf(messageType.sync, 0, new Uint8Array([3, 1]))],
    ['an awareness update that ends early', frameOf(messageType.awareness, new Uint8Array([1, 7]))],
    ['an awareness state that is no JSON', frameOf(messageType.awareness, frameOf(1, 7, 1, '{no'))],
    ['an awareness update with something behind it', frameOf(messageType.awareness, frameOf(0, 0))],
    ['a question with something behind it', frameOf(messageType.queryAwareness, 0)],
    ['a number too large for a number', new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255, 255, 1])],
  ]
  test.each(malformed)('SYNC-5 malformed: %s', (_, frame) => {
    expect(step(frame, true)).toEqual({ kind: 'close', code: 'malformed' })
  })

  test('SYNC-5 malformed: any text frame', () => {
    expect(step(syncFrame(syncStep.update, update), false)).toEqual({ kind: 'close', code: 'malformed' })
  })

  test('SYNC-5 a clock no client can reach is malformed: sums of it would not be exact', () => {
    const encoder = encoding.createEncoder()
    for (const part of [1, 1, 7, 0]) encoding.writeVarUint(encoder, part)
    encoding.writeUint8(encoder, 0)
    encoding.writeVarUint(encoder, 2 ** 52)
    encoding.writeVarUint(encoder, 0)
    const lying = encoding.toUint8Array(encoder)
    expect(Y.decodeUpdate(lying).structs).toHaveLength(1)
    expect(step(syncFrame(syncStep.update, lying), true)).toEqual({ kind: 'close', code: 'malformed' })
  })

  test('SYNC-5 a length that lies reads nothing of the memory behind the frame', () => {
    const shared = Buffer.alloc(400, 0x41)
    const honest = syncFrame(syncStep.update, update)
    shared.set(honest)
    const frame = shared.subarray(0, honest.byteLength)
    const leaks: number[] = []
    for (let at = 2; at < honest.byteLength; at++) {
      const kept = nth(frame, at)
      for (const lie of [kept + 1, 0x7f]) {
        frame[at] = lie
        const result = step(frame, true)
        if (result.kind === 'store' && readsMemory(result.update)) leaks.push(at)
      }
      frame[at] = kept
    }
    expect(leaks).toEqual([])
  })

  const readsMemory = (stored: Uint8Array): boolean => {
    const doc = new Y.Doc()
    try {
      Y.applyUpdate(doc, stored)
    } catch {
      return false
    }
    return Buffer.from(stored).includes('AAAAAAAA') || doc.getText('t').toJSON().includes('AAAAAAAA')
  }
})

describe('random frames', () => {
  test('SYNC-5 no bytes whatever make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (frame, isBinary) => {
        expect(step(frame, isBinary).kind).toMatch(/^(?:answer|store|mark|present|tell-presence|nothing|close)$/)
      }),
      { numRuns: 20_000 },
    )
  })

  test('SYNC-5 no flipped byte of an honest update makes it throw', () => {
    const honest = syncFrame(syncStep.update, update)
    fc.assert(
      fc.property(fc.nat(honest.byteLength - 1), fc.nat(255), (at, value) => {
        const frame = honest.slice()
        frame[at] = value
        expect(['store', 'close', 'answer', 'nothing', 'mark', 'present']).toContain(step(frame, true).kind)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('SYNC-5 an update that is dear to put together', () => {
  const pushed = (pushes: number): Uint8Array => {
    const doc = new Y.Doc()
    for (let n = 0; n < pushes; n++) doc.getArray('e').push([new Uint8Array(8)])
    return Y.encodeStateAsUpdate(doc)
  }

  test('SYNC-5 5,000 rivals for one place are malformed', () => {
    expect(step(syncFrame(syncStep.step2, updateOfRivals(5_000)), true)).toEqual({ kind: 'close', code: 'malformed' })
  })

  test('SYNC-5 10,000 entries pushed one after the other are stored; 20,001 structs are malformed', () => {
    expect(step(syncFrame(syncStep.step2, pushed(10_000)), true)).toMatchObject({ kind: 'store' })
    expect(step(syncFrame(syncStep.step2, updateOfRivals(10_001)), true)).toEqual({ kind: 'close', code: 'malformed' })
  })
})
