import { describe, expect, test } from 'vitest'
import { createSerialQueue } from './serial-queue.ts'

describe('serial queue', () => {
  test('what was given later begins when what was given before has ended', async () => {
    const queue = createSerialQueue()
    const history: string[] = []
    const gate = Promise.withResolvers<void>()
    const first = queue.run(async () => {
      history.push('first begins')
      await gate.promise
      history.push('first ends')
      return 1
    })
    const second = queue.run(() => {
      history.push('second')
      return 2
    })
    await Promise.resolve()
    expect(history).toEqual(['first begins'])
    gate.resolve()
    expect(await Promise.all([first, second])).toEqual([1, 2])
    expect(history).toEqual(['first begins', 'first ends', 'second'])
  })

  test('nothing begins in the tick in which it was given', () => {
    let begun = false
    void createSerialQueue().run(() => (begun = true))
    expect(begun).toBe(false)
  })

  test('whoever fails hears it, whether by throwing or by rejecting, and holds up nobody', async () => {
    const queue = createSerialQueue()
    const thrown = queue.run(() => {
      throw new Error('thrown')
    })
    const rejected = queue.run(() => Promise.reject(new Error('rejected')))
    const after = queue.run(() => 'done')
    await expect(thrown).rejects.toThrow('thrown')
    await expect(rejected).rejects.toThrow('rejected')
    expect(await after).toBe('done')
  })

  test('it is idle once all that was given has ended, also badly', async () => {
    const queue = createSerialQueue()
    const gate = Promise.withResolvers<void>()
    let ended = false
    const failing = queue.run(async () => {
      await gate.promise
      ended = true
      throw new Error('disk full')
    })
    const idle = queue.idle()
    gate.resolve()
    await idle
    expect(ended).toBe(true)
    await expect(failing).rejects.toThrow('disk full')
  })

  test('what was given from within waits for its turn and stops nobody', async () => {
    const queue = createSerialQueue()
    const history: string[] = []
    await queue.run(() => {
      void queue.run(() => history.push('given within'))
      history.push('outer')
    })
    await queue.idle()
    expect(history).toEqual(['outer', 'given within'])
  })
})
