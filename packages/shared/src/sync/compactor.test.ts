import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../../../../test/support/fake-clock.ts'
import { createCompactor } from './compactor.ts'
import type { AppliedEntry } from './entry-ledger.ts'
import { sealedDocDelays } from './sealed-doc.ts'

const hourMs = 3_600_000
const removal: AppliedEntry = { body: { kind: 1, bytes: new Uint8Array() }, entryBytes: 301, removes: true, id: 'x' }

const createBench = (stored: Record<string, number> | undefined | 'broken') => {
  const clock = createFakeClock()
  const bench = { may: 'yes' as 'no' | 'yes' | 'urgently', elements: 1, applied: [removal], disk: stored, compacted: 0 }
  const logged: string[] = []
  const compactor = createCompactor(
    {
      clock,
      jitterMs: (mostMs) => mostMs / 2,
      firstSeen: {
        async read() {
          if (bench.disk === 'broken') throw new Error('broken')
          return bench.disk
        },
        async write(firstSeenMs) {
          bench.disk = firstSeenMs
        },
      },
      appliedEntries: () => bench.applied,
      elementCount: () => bench.elements,
      mayCompact: () => bench.may,
      compact: () => bench.compacted++,
      log: (message) => logged.push(message),
    },
    sealedDocDelays,
  )
  return { clock, bench, compactor, logged }
}

describe('compactor', () => {
  test('SEAL-9 what is on disk about first sightings is not overwritten before it was read', async () => {
    const { clock, bench, compactor } = createBench({ x: createFakeClock().now() - 23 * hourMs })
    compactor.changed()
    await compactor.load()
    compactor.changed()
    compactor.consider()
    await clock.settle(hourMs - 10_000)
    expect(bench.compacted).toBe(0)
    await clock.settle(20_000)
    expect(bench.compacted).toBe(1)
  })

  test('SEAL-9 sightings are written when they change, and forgotten with their entry', async () => {
    const { clock, bench, compactor } = createBench(undefined)
    await compactor.load()
    compactor.changed()
    expect(bench.disk).toEqual({ x: clock.now() })
    bench.applied = []
    compactor.changed()
    expect(bench.disk).toEqual({})
  })

  test('SEAL-9 a disk that cannot tell only postpones', async () => {
    const { clock, bench, compactor, logged } = createBench('broken')
    await compactor.load()
    compactor.changed()
    compactor.consider()
    expect(logged.length).toBe(1)
    await clock.settle(24 * hourMs + 10_000)
    expect(bench.compacted).toBe(1)
  })

  test('SEAL-9 quiet first, then a random moment; a change in between begins anew', async () => {
    const { clock, bench, compactor } = createBench(undefined)
    bench.elements = 64
    for (let i = 0; i < 10; i++) {
      compactor.changed()
      compactor.consider()
      await clock.settle(4_000)
    }
    expect(bench.compacted).toBe(0)
    await clock.settle(3_500)
    expect(bench.compacted).toBe(1)
  })

  test('SEAL-9 512 entries, or a full room, wait for no quiet', async () => {
    const { clock, bench, compactor } = createBench(undefined)
    bench.elements = 512
    for (let i = 0; i < 3; i++) {
      compactor.changed()
      compactor.consider()
      await clock.settle(1_000)
    }
    expect(bench.compacted).toBe(1)
    bench.elements = 1
    bench.may = 'urgently'
    compactor.changed()
    compactor.consider()
    await clock.settle(2_500)
    expect(bench.compacted).toBe(2)
  })

  test('SEAL-9 what may not be compacted when the moment comes is not', async () => {
    const { clock, bench, compactor } = createBench(undefined)
    bench.elements = 64
    compactor.consider()
    bench.may = 'no'
    await clock.settle(60_000)
    expect(bench.compacted).toBe(0)
    expect(clock.pending()).toBe(0)
  })
})
