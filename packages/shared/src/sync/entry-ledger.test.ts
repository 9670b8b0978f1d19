import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { sealEntry } from '../crypto/entry.ts'
import { createEntryLedger } from './entry-ledger.ts'
import { sealContextOf } from './outer-doc.ts'

const context = sealContextOf({ coupleId: new Uint8Array(16), epoch: 1, coupleKey: new Uint8Array(32) })
const nonce = new Uint8Array(24).fill(1)

const updatesOf = (write: (doc: Y.Doc) => void): Uint8Array[] => {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  write(doc)
  return updates
}
const [insertion, deletion] = updatesOf((doc) => {
  doc.getText('t').insert(0, 'hello')
  doc.getText('t').delete(0, 2)
}) as [Uint8Array, Uint8Array]

const opened = sealEntry(context, nonce, 1, insertion)
const removing = sealEntry(context, nonce, 1, deletion)
const snapshot = sealEntry(context, nonce, 2, Y.encodeStateAsUpdateV2(new Y.Doc()))
const unsound = sealEntry(context, nonce, 1, Uint8Array.of(9))
const junk = new Uint8Array(301)
const later = sealEntry({ ...context, label: 'porchlight/v1/entry' }, nonce, 3, insertion)

const filled = () => {
  const ledger = createEntryLedger(context)
  for (const body of ledger.openNew([opened, removing, snapshot, unsound, junk, later, 'text'])) {
    if (body.entry === unsound) ledger.refused(body)
    else ledger.applied(body)
  }
  return ledger
}

describe('entry ledger', () => {
  test('SEAL-7 each entry is opened once', () => {
    const ledger = createEntryLedger(context)
    const bodies = ledger.openNew([opened, junk, 'text', 7, null])
    expect(bodies).toEqual([{ entry: opened, kind: 1, bytes: insertion }])
    for (const body of bodies) ledger.applied(body)
    expect(ledger.openNew([opened, junk, 'text'])).toEqual([])
  })

  test('SEAL-9 only what was opened and applied, or is junk, may be deleted', () => {
    const ledger = filled()
    for (const element of [opened, removing, snapshot, junk, 'text', 7, null])
      expect(ledger.isDisposable(element)).toBe(true)
    for (const element of [unsound, later, sealEntry(context, nonce, 1, insertion)]) {
      expect(ledger.isDisposable(element)).toBe(false)
    }
  })

  test('SEAL-7 what opens but is no sound document, or of a later kind, is unknown until it is gone', () => {
    const ledger = filled()
    expect(ledger.hasUnknown()).toBe(true)
    expect(ledger.keepOnly([opened, removing, snapshot, later])).toBe(false)
    expect(ledger.hasUnknown()).toBe(true)
    expect(ledger.keepOnly([opened, removing, snapshot])).toBe(false)
    expect(ledger.hasUnknown()).toBe(false)
    expect(ledger.keepOnly([opened, snapshot])).toBe(true)
    expect(ledger.appliedEntries().length).toBe(2)
  })

  test('SEAL-9 it knows which updates remove something', () => {
    expect(
      filled()
        .appliedEntries()
        .map(({ body, removes, entryBytes }) => [body.kind, removes, entryBytes]),
    ).toEqual([
      [1, false, 301],
      [1, true, 301],
      [2, false, 301],
    ])
  })
})
