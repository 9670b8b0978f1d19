/** A server that is put back to a backup of before the couple moved to a new key: it knows an old room, old tokens, and not
 *  everybody. No words are lost, and both come to the same view or to a clear end. Rules: EPOCH-3, SEAL-8, LEAVE-1. */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import { describe, expect } from 'vitest'
import { createApiClient } from '@porchlight/client/server/api-client'
import { type Couple, coupleTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import { keyringOf, moveKey } from '../support/hostile-member.ts'
import { breakIn } from '../support/hostile-thief.ts'
import { addDevice, asked, stepOf } from '../support/world.ts'
import type { WorldDevice } from '../support/world-device.ts'

const it = coupleTest()
const epochOf = async (one: WorldDevice): Promise<number> => (await keyringOf(one)).epoch.epoch
const epochAtServer = async (one: WorldDevice): Promise<number> => {
  const { server, token } = await keyringOf(one)
  return (await createApiClient({ server, token: base64UrlFromBytes(token) }).couple()).epoch
}
const notesAt = (one: WorldDevice): string[] => {
  const view = one.view()
  return view?.state === 'couple' ? view.couple.signals.map(({ text }) => text ?? '') : []
}
const saved = (...devices: WorldDevice[]) =>
  eventually(
    () => devices.map((one) => one.view()).map((view) => (view?.state === 'couple' ? view.saving : view?.state)),
    (states) => states.every((state) => state === 'saved'),
    60_000,
  )
/** As a person does who wonders. */
const look = ({ robin, sam }: Couple): void => {
  robin.device.attend()
  sam.device.attend()
}
async function together({ robin, sam }: Couple): Promise<void> {
  await asked(robin, { kind: 'pause' })
  await eventually(
    () => (look({ robin, sam }), sam.view()?.state === 'couple' && sam.couple().couple.pause.theirs),
    Boolean,
    60_000,
  )
  await asked(sam, { kind: 'set-name', name: 'Sam again' })
  await eventually(
    () => (robin.view()?.state === 'couple' ? robin.couple().couple.otherName : ''),
    (name) => name === 'Sam again',
    60_000,
  )
}

describe('a server that went back to before the key moved', () => {
  it('EPOCH-3 by one key: both bring it forward, with all that was written since', async ({ backup, robin, sam }) => {
    await backup.make()
    await saved(robin, sam)
    await moveKey(sam, {})
    await eventually(
      async () => [await epochOf(robin), await epochOf(sam)].join(),
      (epochs) => epochs === '3,3',
      30_000,
    )
    await asked(sam, { kind: 'send-note', text: 'Under the new key.' })
    await eventually(
      () => notesAt(robin),
      (notes) => notes.length === 1,
    )
    await saved(robin, sam)
    await backup.putBack()
    await saved(robin, sam)
    await together({ robin, sam })
    expect(await epochAtServer(robin)).toBeGreaterThanOrEqual(3)
    const visitor = await breakIn(sam)
    expect(visitor.entries.length).toBeGreaterThan(0)
    visitor.leave()
    await robin.kill()
    await saved(robin, sam)
    expect(notesAt(robin)).toEqual(['Under the new key.'])
  })

  it('EPOCH-3 to the middle of their pairing: the one who joined is let in once more', async ({
    server,
    backup,
    start,
  }) => {
    const [robin, sam] = [await start({ name: 'robin' }), await start({ name: 'sam' })]
    await asked(robin, { kind: 'light-porch', name: 'Robin', server: server.url })
    const { link } = await stepOf(robin, 'invited')
    await asked(sam, { kind: 'join', name: 'Sam', link })
    await Promise.all([stepOf(robin, 'words'), stepOf(sam, 'words')])
    await backup.make()
    await asked(robin, { kind: 'confirm-words' })
    await asked(sam, { kind: 'confirm-words' })
    await eventually(
      () => [robin.view()?.state, sam.view()?.state].join(),
      (states) => states === 'couple,couple',
    )
    await asked(sam, { kind: 'send-note', text: 'I am here.' })
    await eventually(
      () => notesAt(robin),
      (notes) => notes.length === 1,
    )
    await backup.putBack()
    await together({ robin, sam })
    await saved(robin, sam)
    expect(notesAt(robin)).toEqual(['I am here.'])
  })

  it('EPOCH-3 to before anybody was invited: the one goes on and can invite anew, the other is told and keeps a copy', async ({
    server,
    backup,
    start,
  }) => {
    const [robin, sam] = [await start({ name: 'robin' }), await start({ name: 'sam' })]
    await asked(robin, { kind: 'light-porch', name: 'Robin', server: server.url })
    await asked(robin, { kind: 'cancel-invite' })
    await backup.make()
    await asked(robin, { kind: 'new-invite' })
    const { link } = await stepOf(robin, 'invited')
    await asked(sam, { kind: 'join', name: 'Sam', link })
    await Promise.all([stepOf(robin, 'words'), stepOf(sam, 'words')])
    await asked(robin, { kind: 'confirm-words' })
    await asked(sam, { kind: 'confirm-words' })
    await eventually(
      () => [robin.view()?.state, sam.view()?.state].join(),
      (states) => states === 'couple,couple',
    )
    await asked(sam, { kind: 'send-note', text: 'I was here.' })
    await eventually(
      () => notesAt(robin),
      (notes) => notes.length === 1,
    )
    await backup.putBack()
    await eventually(
      () => sam.view(),
      (view) => view?.state === 'ended' && view.why === 'unknown-device' && view.canExport,
      60_000,
    )
    expect(await asked(sam, { kind: 'export' })).toContain('I was here.')
    await eventually(
      () => (look({ robin, sam }), robin.view()?.state === 'couple' && !robin.couple().otherIsHere),
      Boolean,
      60_000,
    )
    await saved(robin)
    expect(notesAt(robin)).toEqual(['I was here.'])
    await asked(robin, { kind: 'new-invite' })
    const again = await stepOf(robin, 'invited')
    await asked(sam, { kind: 'wipe' })
    await asked(sam, { kind: 'join', name: 'Sam', link: again.link })
    await Promise.all([stepOf(robin, 'words'), stepOf(sam, 'words')])
    await asked(robin, { kind: 'confirm-words' })
    await asked(sam, { kind: 'confirm-words' })
    await together({ robin, sam })
  })

  it('EPOCH-3 to before a device was removed: it is out again', async ({ server, backup, robin, sam, start }) => {
    const laptop = await start({ name: 'laptop' })
    await addDevice(robin, laptop)
    const { token, deviceId } = await keyringOf(laptop)
    await saved(robin, sam, laptop)
    await backup.make()
    await saved(robin, sam)
    laptop.abandon()
    await eventually(
      () => robin.device.run({ kind: 'remove-device', id: base64UrlFromBytes(deviceId) }),
      ({ ok }) => ok,
      60_000,
    )
    await eventually(
      async () => (await epochOf(sam)) === (await epochOf(robin)),
      (same) => same,
      30_000,
    )
    await saved(robin, sam)
    await backup.putBack()
    const stolen = createApiClient({ server: server.url, token: base64UrlFromBytes(token) })
    await saved(robin, sam)
    await together({ robin, sam })
    await expect(stolen.ticket()).rejects.toMatchObject({ code: 'unknown-device' })
  })

  it('EPOCH-4 a device that had not followed yet is told that it cannot, and keeps what it has', async ({
    backup,
    robin,
    sam,
  }) => {
    await backup.make()
    await saved(robin, sam)
    sam.abandon()
    await moveKey(robin, {})
    await eventually(
      () => epochOf(robin),
      (epoch) => epoch === 3,
      30_000,
    )
    await saved(robin)
    await backup.putBack()
    await eventually(
      () => epochAtServer(robin),
      (epoch) => epoch === 3,
      60_000,
    )
    await sam.start()
    await eventually(
      () => sam.view(),
      (view) => view?.state === 'couple' && view.cannotFollow === true,
      60_000,
    )
    expect(await asked(sam, { kind: 'export' })).toContain('{')
  })
})
