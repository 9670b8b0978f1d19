import { roomName } from '@porchlight/shared/wire/api'
import * as decoding from 'lib0/decoding'
import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createFakeClock, type FakeClock } from '../../../../test/support/fake-clock.ts'
import { createMarks, type Marks, markIntervalMs } from './saved-mark.ts'
import type { Seat } from './seat.ts'

let clock: FakeClock
let marks: Marks
/** What was sent, with the time since the beginning. */
let sent: { seat: Seat; at: number; clocks: Map<number, number> }[]

beforeEach(() => {
  clock = createFakeClock()
  sent = []
  marks = createMarks({
    clock,
    send: (seat, frame) => sent.push({ seat, at: clock.elapsed(), clocks: clocksIn(frame) }),
  })
})

const clocksIn = (frame: Uint8Array): Map<number, number> => {
  const decoder = decoding.createDecoder(frame)
  expect(decoding.readVarUint(decoder)).toBe(100)
  return Y.decodeStateVector(decoding.readVarUint8Array(decoder))
}

const newSeat = (wantsMarks = true): Seat => {
  const clocks = new Map([[7, 1]])
  const room = { name: roomName('A'.repeat(22), 1), clocks }
  const seat = { room, wantsMarks, unmarked: undefined, lastMarkAt: Number.NEGATIVE_INFINITY }
  return seat as unknown as Seat
}

const write = (seat: Seat, to: number): void => {
  seat.room.clocks.set(7, to)
  seat.unmarked?.add(7)
  marks.ask(seat, false)
  marks.sendDue()
}

describe('when a mark is sent', () => {
  test('SYNC-4 after a pause at once, then at most every 250 ms, and the last covers everything', () => {
    const seat = newSeat()
    for (let to = 1; to <= 60; to++) {
      write(seat, to)
      clock.advance(10)
    }
    clock.advance(1_000)
    const times = sent.map(({ at }) => at)
    expect(times[0]).toBe(0)
    for (const [place, at] of times.slice(1).entries()) expect(at - (times[place] ?? 0)).toBeGreaterThanOrEqual(250)
    expect(sent.at(-1)?.clocks).toEqual(new Map([[7, 60]]))
    expect(clock.pending()).toBe(0)
  })

  test('SYNC-4 after a sync step 2 it does not wait', () => {
    const seat = newSeat()
    write(seat, 1)
    marks.ask(seat, true)
    marks.sendDue()
    expect(sent.map(({ at }) => at)).toEqual([0, 0])
  })

  test('SYNC-4 whoever has to wait is not kept longer by others, nor keeps them', () => {
    const [busy, calm] = [newSeat(), newSeat()]
    write(busy, 1)
    clock.advance(markIntervalMs - 10)
    write(busy, 2)
    write(calm, 1)
    clock.advance(markIntervalMs)
    expect(sent.map(({ seat }) => (seat === busy ? 'busy' : 'calm'))).toEqual(['busy', 'calm', 'busy'])
  })

  test('SYNC-4 one that left, or never asked for marks, gets none', () => {
    const [gone, stock] = [newSeat(), newSeat(false)]
    write(gone, 1)
    write(gone, 2)
    marks.forget(gone)
    write(stock, 1)
    clock.advance(1_000)
    expect(sent.map(({ at }) => at)).toEqual([0])
  })
})
