import { roomName } from '@porchlight/shared/wire/api'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../../test/support/eventually.ts'
import type { Append } from '../store/store.ts'
import { commitQueueDefaults, createCommitQueue, type Entry } from './commit-queue.ts'

const room = { name: roomName('A'.repeat(22), 1) }
interface Named extends Entry {
  name: string
}
const entry = (name: string, bytes = 1): Named => ({ room, update: new Uint8Array(bytes), name })
const rider = (name: string): Named => ({ room, update: undefined, name })

/** A store whose commits end when the test says so. */
const newQueue = (options = commitQueueDefaults) => {
  const commits: { batch: readonly Append[]; end: (places: (number | undefined)[]) => void; fail: () => void }[] = []
  const told: string[] = []
  const queue = createCommitQueue<Named>(
    {
      store: {
        append: (batch) =>
          new Promise((resolve, reject) => {
            commits.push({ batch, end: resolve, fail: () => reject(new Error('disk full')) })
          }),
      },
      committed: ({ name }, place) => void told.push(`${name} ${place}`),
      failed: ({ name }) => void told.push(`${name} failed`),
      afterBatch: (updates) => void told.push(`batch of ${updates}`),
      crashed: (error) => void told.push(`crash ${String(error)}`),
    },
    options,
  )
  const turn = (): Promise<void> => new Promise((resume) => setTimeout(resume, 1))
  return { queue, commits, told, turn }
}

describe('group commit', () => {
  test('SYNC-3 nobody hears of an update before its commit has ended', async () => {
    const { queue, commits, told, turn } = newQueue()
    queue.add(entry('a'))
    await turn()
    expect([commits.length, told]).toEqual([1, []])
    commits[0]?.end([1])
    await turn()
    expect(told).toEqual(['a 1', 'batch of 1'])
  })

  test('SYNC-5c what comes in one turn is one batch, and one batch is in flight', async () => {
    const { queue, commits, told, turn } = newQueue()
    for (const name of ['a', 'b']) queue.add(entry(name))
    await turn()
    for (const name of ['c', 'd']) queue.add(entry(name))
    await turn()
    expect(commits.map(({ batch }) => batch.length)).toEqual([2])
    commits[0]?.end([1, 2])
    await turn()
    expect(commits.map(({ batch }) => batch.length)).toEqual([2, 2])
    commits[1]?.end([3, undefined])
    await queue.drained()
    expect(told).toEqual(['a 1', 'b 2', 'batch of 2', 'c 3', 'd undefined', 'batch of 2'])
  })

  test('SYNC-5c of a failed batch nothing happened, and the next goes on', async () => {
    const { queue, commits, told, turn } = newQueue()
    for (const name of ['a', 'b']) queue.add(entry(name))
    await turn()
    queue.add(entry('c'))
    commits[0]?.fail()
    await turn()
    commits[1]?.end([1])
    await queue.drained()
    expect(told).toEqual(['a failed', 'b failed', 'c 1', 'batch of 1'])
  })

  test('SYNC-7 an entry without an update keeps its place in the order', async () => {
    const { queue, commits, told, turn } = newQueue()
    queue.add(entry('letter'))
    queue.add(rider('caret'))
    queue.add(entry('next letter'))
    await turn()
    commits[0]?.end([1, 2])
    await queue.drained()
    expect(told).toEqual(['letter 1', 'caret undefined', 'next letter 2', 'batch of 2'])
  })

  test('soon after a commit the next waits for company, but not where there is enough already', async () => {
    const { queue, commits, told, turn } = newQueue({ ...commitQueueDefaults, spacingMs: 600_000, enoughEntries: 3 })
    queue.add(entry('first'))
    await turn()
    commits[0]?.end([1])
    await turn()
    for (const name of ['a', 'b']) queue.add(entry(name))
    await turn()
    expect(commits.length).toBe(1)
    queue.add(entry('c'))
    await turn()
    expect(commits.map(({ batch }) => batch.length)).toEqual([1, 3])
    commits[1]?.end([2, 3, 4])
    await queue.drained()
    expect(told.slice(2)).toEqual(['a 2', 'b 3', 'c 4', 'batch of 3'])
  })

  test('company that does not come is not waited for', async () => {
    const { queue, commits, turn } = newQueue({ ...commitQueueDefaults, spacingMs: 20 })
    queue.add(entry('first'))
    await turn()
    commits[0]?.end([1])
    await turn()
    queue.add(entry('alone'))
    await eventually(
      () => commits.length,
      (count) => count === 2,
    )
  })

  test('what a batch brought goes out before the next is begun', async () => {
    const { queue, commits, turn } = newQueue({ ...commitQueueDefaults, maxBatchEntries: 1 })
    for (const name of ['a', 'b']) queue.add(entry(name))
    await turn()
    // What sockets do with what they were given in a turn of the event loop.
    const begunWhenSent = new Promise<number>((resolve) =>
      queueMicrotask(() => {
        commits[0]?.end([1])
        process.nextTick(() => resolve(commits.length))
      }),
    )
    expect(await begunWhenSent).toBe(1)
    await turn()
    expect(commits.length).toBe(2)
  })

  test('a batch has bounds, and a queue that only grows says no', async () => {
    const { queue, commits, turn } = newQueue({
      ...commitQueueDefaults,
      maxBatchEntries: 2,
      maxBatchBytes: 10,
      maxQueuedBytes: 20,
    })
    expect(['a', 'b', 'c'].map((name) => queue.add(entry(name, 7)))).toEqual([true, true, true])
    expect(queue.add(entry('too much', 1))).toBe(false)
    await turn()
    expect(commits.map(({ batch }) => batch.length)).toEqual([2])
  })
})
