/** The promises of `bus.ts`, as a suite every bus has to pass. Not a test file itself: a bus's test file calls it. */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeviceId } from '@porchlight/shared/wire/api'
import type { Bus, Note, Topic } from './bus.ts'

/** @param open two ends of one bus, as two nodes would have them; they may be the same object
 *  @param carriesBytes whether a note of an update has its bytes with it */
export function describeBus(
  name: string,
  open: () => Promise<{ here: Bus; there: Bus }>,
  { carriesBytes }: { carriesBytes: boolean },
): void {
  describe(`the promises of a bus, kept by ${name}`, () => {
    let here: Bus
    let there: Bus
    beforeEach(async () => {
      ;({ here, there } = await open())
    })
    afterEach(async () => {
      await here.close()
      await there.close()
    })

    const newTopic = (): Topic => `invite:${randomBytes(16).toString('base64url')}`
    const member = (bus: Bus) => {
      const heard: [Topic, Note][] = []
      return { heard, ...bus.attach((topic, note) => void heard.push([topic, note])) }
    }
    const update = (seq: number): Note => ({ kind: 'update', seq, update: new Uint8Array([0, seq, 255]) })
    const heardUpdate = (seq: number): Note => (carriesBytes ? update(seq) : { kind: 'update', seq, update: undefined })
    const heardAll = (heard: unknown[], count: number) =>
      expect.poll(() => heard.length, { timeout: 5_000 }).toBe(count)

    test('a member hears what others say on the topics it joined, in order and unchanged', async () => {
      const [ada, ben, topic] = [member(here), member(there), newTopic()]
      ben.join(topic)
      for (let seq = 1; seq <= 50; seq++) ada.publish(topic, update(seq))
      ada.publish(topic, { kind: 'moved', revoked: [] })
      await heardAll(ben.heard, 51)
      const expected = Array.from({ length: 50 }, (_, index) => [topic, heardUpdate(index + 1)])
      expect(ben.heard).toEqual([...expected, [topic, { kind: 'moved', revoked: [] }]])
    })

    test('a member never hears itself, nor a topic it did not join or has left', async () => {
      const [ada, ben, topic, other] = [member(here), member(there), newTopic(), newTopic()]
      for (const one of [ada, ben]) one.join(topic)
      ben.join(other)
      ben.leave(other)
      ada.publish(other, update(1))
      ada.publish(topic, update(2))
      await heardAll(ben.heard, 1)
      expect(ben.heard).toEqual([[topic, heardUpdate(2)]])
      expect(ada.heard).toEqual([])
    })

    test('every kind of note arrives as it was said', async () => {
      const [ada, ben, topic] = [member(here), member(there), newTopic()]
      ben.join(topic)
      const device = randomBytes(16).toString('base64url') as DeviceId
      const notes: Note[] = [
        { kind: 'presence', frame: new Uint8Array(randomBytes(5_000)) },
        { kind: 'moved', revoked: [device] },
        { kind: 'revoked', devices: [device] },
        { kind: 'erased' },
        { kind: 'invite-changed' },
      ]
      for (const note of notes) ada.publish(topic, note)
      await heardAll(ben.heard, notes.length)
      expect(ben.heard).toEqual(notes.map((note) => [topic, note]))
    })

    test('what cannot be carried is dropped, and what comes after it arrives', async () => {
      const [ada, ben, topic] = [member(here), member(there), newTopic()]
      ben.join(topic)
      ada.publish(topic, { kind: 'presence', frame: new Uint8Array(16 * 1024) })
      ada.publish(topic, { kind: 'erased' })
      await expect.poll(() => ben.heard.at(-1), { timeout: 5_000 }).toEqual([topic, { kind: 'erased' }])
    })

    test('a detached member hears nothing more', async () => {
      const [ada, ben, cem, topic] = [member(here), member(there), member(there), newTopic()]
      for (const one of [ben, cem]) one.join(topic)
      ben.detach()
      ada.publish(topic, update(1))
      await heardAll(cem.heard, 1)
      expect(ben.heard).toEqual([])
    })
  })
}
