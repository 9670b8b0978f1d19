/** A thief with the token of a stolen laptop spends what the couple may write in an hour. The thief is removed all the same, what
 *  was written meanwhile comes along, and both go on. */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { Clock } from '@porchlight/shared/capabilities'
import { entriesOf } from '@porchlight/shared/sync/outer-doc'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { describe, expect } from 'vitest'
import { createApiClient } from '@porchlight/client/server/api-client'
import { createConnection } from '@porchlight/client/session/connection'
import { roomNameOfEpoch } from '@porchlight/client/session/epoch-room'
import { clock, random } from '@porchlight/client/capabilities'
import { coupleTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import { keyringOf } from '../support/hostile-member.ts'
import { breakIn } from '../support/hostile-thief.ts'
import { addDevice, asked } from '../support/world.ts'
import type { WorldDevice } from '../support/world-device.ts'

const limits = { updateBytesPerHourPerCouple: 400_000, couplesPerHourPerAddress: 100, opensPerHourPerAddress: 100 }
const overQuota = 4529
const it = coupleTest({ env: { LIMITS: 'on', LIMITS_JSON: JSON.stringify(limits) } }).extend(
  'laptop',
  async ({ robin, sam, start }) => {
    const laptop = await start({ name: 'laptop' })
    await addDevice(robin, laptop)
    await eventually(
      () => savings(robin, sam, laptop),
      (all) => all === 'saved,saved,saved',
      30_000,
    )
    return laptop
  },
)

const savings = (...all: WorldDevice[]): string =>
  all.map((one) => (one.view()?.state === 'couple' ? one.couple().saving : '')).join()

/** Pushes until the server takes nothing of this couple any more. */
async function spendTheQuota(laptop: WorldDevice): Promise<void> {
  const thief = await breakIn(laptop)
  await eventually(
    () => {
      thief.entries.push([random.bytes(40_000)])
      return thief.closes
    },
    (closes) => closes.includes(overQuota),
  )
  thief.leave()
}

const notesAt = (one: WorldDevice): string[] => one.couple().couple.signals.map(({ text }) => text ?? '')

/** As long as may be: the longest jitter there is. */
const lateRandom = { bytes: (length: number) => new Uint8Array(length).fill(255) }

describe('a thief who spends the couple’s quota', () => {
  it('HTTP-2 EPOCH-3 is removed by a device that cannot save what it wrote; nothing is lost, and both write on', async ({
    server,
    robin,
    sam,
    laptop,
  }) => {
    const { deviceId, token } = await keyringOf(laptop)
    await spendTheQuota(laptop)
    await asked(robin, { kind: 'set-name', name: 'Robin over quota' })
    await asked(sam, { kind: 'send-note', text: 'Over quota too.' })
    expect(savings(robin, sam)).toBe('saving,saving')
    await asked(robin, { kind: 'remove-device', id: base64UrlFromBytes(deviceId) })
    await eventually(
      () => laptop.view(),
      (view) => view?.state === 'ended' && view.why === 'revoked',
      30_000,
    )
    await expect(
      createApiClient({ server: server.url, token: base64UrlFromBytes(token) }).ticket(),
    ).rejects.toMatchObject({ code: 'unknown-device' })
    await eventually(
      () => `${sam.couple().couple.otherName}: ${notesAt(robin).join()}`,
      (seen) => seen === 'Robin over quota: Over quota too.',
      40_000,
    )
    // The couple has something to write with again: the thief is out, and cannot spend it.
    await eventually(
      () => savings(robin, sam),
      (all) => all === 'saved,saved',
      40_000,
    )
    await asked(sam, { kind: 'set-name', name: 'Sam again' })
    await eventually(
      () => robin.couple().couple.otherName,
      (name) => name === 'Sam again',
    )
  })

  it('SYNC-9 a device that is answered and then refused comes back later each time', async ({
    server,
    robin,
    laptop,
  }) => {
    const { token, epoch } = await keyringOf(robin)
    await robin.device.stop()
    await spendTheQuota(laptop)
    const api = createApiClient({ server: server.url, token: base64UrlFromBytes(token) })
    const outer = new Y.Doc()
    entriesOf(outer).push([random.bytes(301)])
    const delays: number[] = []
    const hurried: Clock = {
      now: clock.now,
      after(delayMs, act) {
        delays.push(delayMs)
        return clock.after(delayMs / 100, act)
      },
    }
    const connection = createConnection(
      { clock: hurried, random: lateRandom, fetchTicket: () => api.ticket() },
      { server: server.url, room: roomNameOfEpoch(epoch), outer, awareness: new Awareness(outer) },
      { synced: () => {}, saved: () => {}, changed: () => {}, ended: () => {} },
    )
    await eventually(
      () => delays.length,
      (count) => count >= 4,
    )
    connection.stop()
    expect(delays.slice(0, 4).map((ms) => Math.round(ms / 1_000))).toEqual([1, 2, 4, 8])
  })
})
