/** A server that went back to a backup of before the key moved: the room it knows is one that the couple has left. A device
 *  with a newer key brings it to where the couple is, key by key, with the document as it has it. No record goes with these
 *  moves: whoever has the newest key needs none, and nobody else is let in by them but a device that waits to be.
 *  Rules: EPOCH-3, SEAL-8, ADR 12 */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { Clock, Random } from '@porchlight/shared/capabilities'
import { PorchlightError } from '@porchlight/shared/errors'
import { firstOuterState, outerStateVectorHash } from '@porchlight/shared/sync/outer-doc'
import { type CoupleInfo, roomName } from '@porchlight/shared/wire/api'
import type * as Y from 'yjs'
import type { ApiClient } from '../server/api-client.ts'
import type { Keyring } from '../record/device-record.ts'
import { roomOfEpoch } from '../session/epoch-room.ts'
import { readRoom } from '../session/room-reader.ts'

export interface ServerBehindDeps {
  api: ApiClient
  random: Random
  clock: Clock
}

/** Throws: PorchlightError 'epoch-moved', 'outer-moved' where another device is at it too; and as the API does
 *  @param info what the server says, of an epoch before the keyring's */
export async function bringForward(
  deps: ServerBehindDeps,
  keyring: Keyring,
  inner: Y.Doc,
  info: CoupleInfo,
): Promise<void> {
  const { epoch } = keyring
  const state = base64UrlFromBytes(firstOuterState(deps.random, roomOfEpoch(epoch), inner))
  const gone = epoch.roster.devices.flatMap((device) =>
    device.gone === undefined ? [] : [base64UrlFromBytes(device.id)],
  )
  let waiting = unknownMembers(keyring, info)
  for (let from: number = info.epoch; from < epoch.epoch; from += 1) {
    // What is in it came along when the couple left it: only its state vector is wanted.
    const outer = await readRoom(deps, keyring.server, roomName(base64UrlFromBytes(epoch.coupleId), from))
    const ifOuterSV = base64UrlFromBytes(outerStateVectorHash(outer))
    const letIn = await moveLettingIn(deps.api, { from, ifOuterSV, records: [], state, revoke: gone }, waiting)
    waiting = waiting.filter((id) => id !== letIn)
  }
}

/** Members by the roster that the server does not have as such, as base64url. */
export function unknownMembers({ epoch, person }: Keyring, { devices, present, gone }: CoupleInfo): string[] {
  const mine = new Set<string>(devices.flatMap((device) => (device.revoked ? [] : [device.deviceId])))
  const theirs = new Set<string>(present)
  const left = new Set<string>(gone)
  return epoch.roster.devices.flatMap((device) => {
    const id = base64UrlFromBytes(device.id)
    if (device.gone !== undefined) return []
    const isKnown = device.person === person ? mine.has(id) : present === undefined ? !left.has(id) : theirs.has(id)
    return isKnown ? [] : [id]
  })
}

/** One of those who wait may still stand at the server's door, from the pairing that the backup cut in two.
 *  @returns who was let in */
async function moveLettingIn(
  api: ApiClient,
  move: Omit<Parameters<ApiClient['postEpoch']>[0], 'activate'>,
  waiting: readonly string[],
): Promise<string | undefined> {
  for (const id of waiting) {
    try {
      await api.postEpoch({ ...move, activate: [id] })
      return id
    } catch (cause) {
      if (!(cause instanceof PorchlightError) || cause.code !== 'bad-request') throw cause
    }
  }
  await api.postEpoch({ ...move, activate: [] })
  return undefined
}
