import { describe, expect, test } from 'vitest'
import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { type Beat, beat, heartbeatFrame } from './heartbeat.ts'

describe('SYNC-8 signs of life', () => {
  test.each<[string, number, number, number, Beat]>([
    ['a busy socket needs none', 0, 0, 0, 'nothing'],
    ['quiet for almost 20 s: not yet', 19_999, 0, 0, 'nothing'],
    ['quiet for 20 s: a heartbeat', 20_000, 0, 0, 'heartbeat'],
    ['unheard for 30 s: a ping', 0, 30_000, 30_000, 'ping'],
    ['both at once', 20_000, 30_000, 30_000, 'heartbeat-and-ping'],
    ['a ping is not repeated at once', 0, 45_000, 10_000, 'nothing'],
    ['unheard for 60 s: it is gone', 0, 60_000, 30_000, 'dead'],
  ])('SYNC-8 %s', (_, sentAgo, heardAgo, pingAgo, expected) => {
    const now = 1_000_000
    expect(beat({ lastSentAt: now - sentAgo, lastHeardAt: now - heardAgo, lastPingAt: now - pingAgo }, now)).toBe(
      expected,
    )
  })

  test('SYNC-8 the heartbeat is an awareness update of nobody: no event, no reply', () => {
    const awareness = new Awareness(new Y.Doc())
    let events = 0
    awareness.on('update', () => events++)
    applyAwarenessUpdate(awareness, heartbeatFrame.slice(2), 'server')
    expect([...heartbeatFrame.slice(0, 2), events]).toEqual([1, 1, 0])
    awareness.destroy()
  })
})
