/** A rotation from a room that this device and the server have alike: whatever one of them has more would not come along.
 *  Rules: EPOCH-3, EPOCH-5, DOC-3, HTTP-2, LEAVE-1 */

import { base64UrlFromBytes, bytesFromBase64Url } from '@porchlight/shared/bytes'
import { isTakenOver } from '@porchlight/shared/domain/adopt'
import { PorchlightError } from '@porchlight/shared/errors'
import type { CoupleInfo } from '@porchlight/shared/wire/api'
import * as Y from 'yjs'
import type { Keyring } from '../record/device-record.ts'
import type { CoupleSession } from '../session/couple-session.ts'
import { roomNameOfEpoch } from '../session/epoch-room.ts'
import { readRoom } from '../session/room-reader.ts'
import type { SessionHolder } from '../session/session-holder.ts'
import { type EpochChange, type Rotation, rotate } from './epochs.ts'
import { unknownMembers } from './server-behind.ts'

/** In the queue.
 *  Throws: PorchlightError 'outer-moved' where the two are not in step yet, 'epoch-moved' where another was faster,
 *  'unknown-version' where an entry waits for an update of this program; and as the API does */
export async function rotateInStep(
  holder: Pick<SessionHolder, 'apiOf' | 'deps' | 'keyPair'>,
  keyring: Keyring,
  session: CoupleSession,
  change: EpochChange,
): Promise<Rotation> {
  const { clock, random } = holder.deps
  const api = holder.apiOf(keyring)
  const keyPair = await holder.keyPair()
  const info = await api.couple()
  // The session may not have heard of it yet, and hears of nothing while this is in the queue.
  if (info.epoch !== keyring.epoch.epoch) throw new PorchlightError('epoch-moved', 'The couple has a new key.')
  await session.sealed.settle()
  // Its end is in the queue behind this act: whoever waited for it here would wait in vain.
  const because = session.endedBecause()
  if (because !== undefined) throw new PorchlightError(because, 'The couple went on without this device.')
  // Whoever fills the couple's quota must not keep anybody from leaving them out (HTTP-2): what the server has is read without
  // pushing anything, and what it would not take travels in the snapshot.
  const read = session.isOverQuota()
    ? await readRoom({ api, clock: clock.device }, keyring.server, roomNameOfEpoch(keyring.epoch))
    : undefined
  if (read !== undefined) Y.applyUpdate(session.outer, Y.encodeStateAsUpdate(read))
  const may = session.sealed.rotation(read === undefined ? 'in-step' : 'ahead')
  if (!may.ok && may.reason === 'unknown-version')
    throw new PorchlightError('unknown-version', 'An entry here needs a newer Porchlight.')
  if (!may.ok) throw new PorchlightError('outer-moved', `Not everything is in step yet: ${may.reason}.`)
  // From here to what `rotate` reads of the documents nothing may be awaited.
  const forget = keyring.epoch.roster.devices.filter(
    ({ id, person, gone }) =>
      gone !== undefined && person === keyring.person && isTakenOver(session.inner, base64UrlFromBytes(id)),
  )
  const docs = { outer: read ?? session.outer, inner: session.inner }
  return rotate({ api, random, keyPair, now: clock.now() }, keyring, docs, {
    ...withoutTheGone(keyring, change, info),
    forget: forget.map(({ id }) => id),
  })
}

/** A record to somebody the server does not know any more would be refused: so they go with this change. And whoever the server
 *  takes for a member, and no roster names, came in by a stolen token: they go too. */
function withoutTheGone(keyring: Keyring, change: EpochChange, info: CoupleInfo): EpochChange {
  const unknown = new Set(unknownMembers(keyring, info))
  const { devices, recovery: before } = keyring.epoch.roster
  const lost = devices.flatMap(({ id }) => (unknown.has(base64UrlFromBytes(id)) ? [id] : []))
  const recovery = (change.recovery ?? before).filter(({ id }) =>
    info.recovery.some((known) => known === base64UrlFromBytes(id)),
  )
  return { ...change, recovery, revoke: [...(change.revoke ?? []), ...lost, ...strangers(keyring, info)] }
}

const strangers = ({ epoch }: Keyring, { devices, present = [] }: CoupleInfo): Uint8Array[] => {
  const named = new Set(epoch.roster.devices.map(({ id }) => base64UrlFromBytes(id)))
  const mine = devices.flatMap(({ deviceId, revoked }) => (revoked ? [] : [deviceId]))
  return [...mine, ...present].filter((id) => !named.has(id)).map((id) => bytesFromBase64Url(id) ?? new Uint8Array())
}
