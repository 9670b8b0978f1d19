import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../../../../test/support/fake-clock.ts'
import { createPendingKeeper, pendingRetryMs } from './pending-keeper.ts'

const createBench = () => {
  const clock = createFakeClock()
  const history: string[] = []
  const bench = { wanted: 'a' as string | undefined, failing: false, slowMs: 0 }
  const pause = () => new Promise<void>((resolve) => void clock.after(bench.slowMs, resolve))
  const keeper = createPendingKeeper({
    clock,
    log: (message) => history.push(message),
    wanted: () => (bench.wanted === undefined ? undefined : Uint8Array.of(bench.wanted.charCodeAt(0))),
    store: {
      async write(record) {
        if (bench.slowMs > 0) await pause()
        if (bench.failing) throw new Error('disk full')
        history.push(String.fromCharCode(...record))
      },
      async remove() {
        history.push('removed')
      },
    },
  })
  return { clock, keeper, bench, history }
}

describe('pending keeper', () => {
  test('SEAL-6a nothing is written before it is known what lies there', async () => {
    const { clock, keeper, history } = createBench()
    keeper.touch(150)
    await clock.settle(1_000)
    expect(history).toEqual([])
    keeper.start(false)
    await clock.settle(1)
    expect(history).toEqual(['a'])
  })

  test('SEAL-6a touched again and again, it writes once in time, the newest content', async () => {
    const { clock, keeper, bench, history } = createBench()
    keeper.start(false)
    keeper.touch(150)
    await clock.settle(100)
    bench.wanted = 'b'
    keeper.touch(150)
    await clock.settle(49)
    expect(history).toEqual([])
    await clock.settle(1)
    expect(history).toEqual(['b'])
    await clock.settle(1_000)
    expect(history).toEqual(['b'])
  })

  test('SEAL-6a one write at a time, and what changed meanwhile follows', async () => {
    const { clock, keeper, bench, history } = createBench()
    keeper.start(false)
    bench.slowMs = 100
    const first = keeper.writeNow()
    await clock.settle(50)
    bench.wanted = 'b'
    const second = keeper.writeNow()
    bench.wanted = 'c'
    await clock.settle(500)
    await Promise.all([first, second])
    expect(history).toEqual(['a', 'c'])
  })

  test('SEAL-6a it removes what it wrote or found, and only then', async () => {
    const { keeper, bench, history } = createBench()
    bench.wanted = undefined
    keeper.start(false)
    await keeper.writeNow()
    expect(history).toEqual([])
    bench.wanted = 'a'
    await keeper.writeNow()
    expect(keeper.isOnDisk()).toBe(true)
    bench.wanted = undefined
    await keeper.writeNow()
    await keeper.writeNow()
    expect(history).toEqual(['a', 'removed'])
    expect(keeper.isOnDisk()).toBe(false)
  })

  test('SEAL-6a who waits for a write hears of its failure; it is tried again all the same', async () => {
    const { clock, keeper, bench, history } = createBench()
    keeper.start(false)
    bench.failing = true
    await expect(keeper.writeNow()).rejects.toThrow('disk full')
    await clock.settle(pendingRetryMs)
    expect(history).toEqual(['The pending record could not be written.'])
    bench.failing = false
    await clock.settle(pendingRetryMs)
    expect(history.at(-1)).toBe('a')
  })

  test('SEAL-6a stopped, it writes no more', async () => {
    const { clock, keeper, history } = createBench()
    keeper.start(false)
    keeper.touch(150)
    keeper.stop()
    keeper.touch(150)
    await keeper.writeNow()
    await clock.settle(1_000)
    expect(history).toEqual([])
    expect(clock.pending()).toBe(0)
  })
})
