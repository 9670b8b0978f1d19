import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nth } from '../../../../test/support/nth.ts'
import {
  awaitsReturn,
  decodePresence,
  duePresence,
  hearPresence,
  leavePresence,
  maxPresenceClients,
  type Owner,
  type Presence,
  type PresenceEntry,
  presenceFrame,
  presenceTimes,
  presentEntries,
} from './presence.ts'

/** A room with sockets that come and go, as a story. */
const newRoom = () => {
  const presence: Presence = new Map()
  let order = 0
  let now = 1_000_000
  return {
    presence,
    open: (): Owner => ({ opened: ++order }),
    close: (owner: Owner): void => leavePresence(presence, owner, now, ++order),
    say: (owner: Owner, client: number, clock: number, state: string): PresenceEntry[] =>
      hearPresence(presence, owner, [{ client, clock, state }], now),
    wait: (ms: number): PresenceEntry[] => {
      now += ms
      return duePresence(presence, now)
    },
    seenByNewcomer: (): PresenceEntry[] => presentEntries(presence),
  }
}

describe('SYNC-7 presence without an Awareness object', () => {
  test('SYNC-7 a new entry is news, and a newcomer is told of it', () => {
    const room = newRoom()
    const ada = room.open()
    expect(room.say(ada, 1, 1, '"here"')).toHaveLength(1)
    expect(room.seenByNewcomer()).toEqual([{ client: 1, clock: 1, state: '"here"' }])
  })

  test.each<[string, number]>([
    ['an equal clock', 1],
    ['a lower clock', 0],
  ])('SYNC-7 %s from another socket is an echo while the owner is open', (_, clock) => {
    const room = newRoom()
    const [ada, ben] = [room.open(), room.open()]
    room.say(ada, 1, 1, '"here"')
    expect(room.say(ben, 1, clock, '"here"')).toEqual([])
    room.close(ben)
    expect(room.wait(presenceTimes.graceMs)).toEqual([])
  })

  test('SYNC-7 whoever raises the clock owns the entry from then on', () => {
    const room = newRoom()
    const [old, fresh] = [room.open(), room.open()]
    room.say(old, 1, 1, '"here"')
    expect(room.say(fresh, 1, 2, '"here"')).toHaveLength(1)
    room.close(old)
    expect(room.wait(presenceTimes.graceMs)).toEqual([])
    room.close(fresh)
    expect(room.wait(presenceTimes.graceMs)).toEqual([{ client: 1, clock: 2, state: 'null' }])
  })

  test('SYNC-7 a goodbye of the owner, with its clock unchanged, is news once', () => {
    const room = newRoom()
    const ada = room.open()
    room.say(ada, 1, 3, '"here"')
    expect(room.say(ada, 1, 3, 'null')).toHaveLength(1)
    expect(room.say(ada, 1, 3, 'null')).toEqual([])
    expect(room.seenByNewcomer()).toEqual([])
  })

  test('SYNC-7 an echo does not bring back who said goodbye', () => {
    const room = newRoom()
    const [ada, ben] = [room.open(), room.open()]
    room.say(ada, 1, 3, '"here"')
    room.say(ada, 1, 3, 'null')
    expect(room.say(ben, 1, 3, '"here"')).toEqual([])
    expect(room.say(ben, 1, 2, '"here"')).toEqual([])
  })

  test('SYNC-7 a goodbye for somebody unknown is no news', () => {
    const room = newRoom()
    expect(room.say(room.open(), 1, 3, 'null')).toEqual([])
    expect(room.presence.size).toBe(0)
  })

  test('SYNC-7 a dropped socket is announced after five seconds, once', () => {
    const room = newRoom()
    const ada = room.open()
    room.say(ada, 1, 1, '"here"')
    room.close(ada)
    expect(awaitsReturn(room.presence)).toBe(true)
    expect(room.wait(presenceTimes.graceMs - 1)).toEqual([])
    expect(room.wait(1)).toEqual([{ client: 1, clock: 1, state: 'null' }])
    expect(room.wait(presenceTimes.graceMs)).toEqual([])
    expect(awaitsReturn(room.presence)).toBe(false)
  })

  test.each<[string, number]>([
    ['the clock it had', 1],
    ['a higher clock', 2],
  ])('SYNC-7 back in time on a new socket with %s, it is not announced as gone', (_, clock) => {
    const room = newRoom()
    const ada = room.open()
    room.say(ada, 1, 1, '"here"')
    room.close(ada)
    expect(room.say(room.open(), 1, clock, '"here"')).toHaveLength(1)
    expect(room.wait(presenceTimes.graceMs)).toEqual([])
  })

  test('SYNC-7 an echo from a socket that was there before the drop does not take the entry over', () => {
    const room = newRoom()
    const [ada, ben] = [room.open(), room.open()]
    room.say(ada, 1, 1, '"here"')
    room.close(ada)
    expect(room.say(ben, 1, 1, '"here"')).toEqual([])
    expect(room.wait(presenceTimes.graceMs)).toHaveLength(1)
  })

  test('SYNC-7 who has dropped is not shown to a newcomer, who would echo it back to life', () => {
    const room = newRoom()
    const ada = room.open()
    room.say(ada, 1, 1, '"here"')
    room.close(ada)
    expect(room.seenByNewcomer()).toEqual([])
  })

  test('SYNC-7 a removed entry is forgotten in the end', () => {
    const room = newRoom()
    const ada = room.open()
    room.say(ada, 1, 1, '"here"')
    room.say(ada, 1, 1, 'null')
    room.wait(presenceTimes.rememberRemovedMs)
    expect(room.presence.size).toBe(0)
  })

  test('SYNC-7 a room remembers a bounded number of clients', () => {
    const room = newRoom()
    const ada = room.open()
    for (let client = 0; client < 1000; client++) room.say(ada, client, 1, '1')
    expect(room.presence.size).toBe(maxPresenceClients)
  })

  test('SYNC-7 whatever sockets say and drop, in the end nobody is shown whose socket is gone', () => {
    const event = fc.record({
      socket: fc.nat(3),
      act: fc.constantFrom('say', 'drop', 'goodbye', 'wait'),
      client: fc.nat(2),
      clock: fc.nat(5),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const room = newRoom()
        const sockets = Array.from({ length: 4 }, () => room.open())
        for (const { socket, act, client, clock } of events) {
          const owner = nth(sockets, socket)
          if (act === 'say') room.say(owner, client, clock, '1')
          else if (act === 'goodbye') room.say(owner, client, clock, 'null')
          else if (act === 'wait') room.wait(2_000)
          else {
            room.close(owner)
            sockets[socket] = room.open()
          }
        }
        for (const owner of sockets) room.close(owner)
        room.wait(presenceTimes.graceMs)
        expect(room.seenByNewcomer()).toEqual([])
        room.wait(presenceTimes.rememberRemovedMs)
        expect(room.presence.size).toBe(0)
      }),
    )
  })
})

describe('the awareness codec', () => {
  const entry = fc.record({ client: fc.nat(), clock: fc.nat(), state: fc.json() })

  test('SYNC-7 what is written is read', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 10 }), (entries) => {
        const frame = presenceFrame(entries)
        const header =
          frame.byteLength - (nth(frame, 1) < 128 ? nth(frame, 1) : (nth(frame, 1) & 127) | (nth(frame, 2) << 7))
        fc.pre(frame.byteLength < 16_000)
        expect(decodePresence(frame.slice(header))).toEqual(entries)
      }),
    )
  })

  test('SYNC-5 random bytes never make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => decodePresence(bytes)).not.toThrow()
      }),
    )
  })
})
