/** The room of an epoch. Rules: EPOCH-1, SEAL-10, SYNC-1. */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { EpochPayload } from '@porchlight/shared/crypto/epoch'
import type { Room } from '@porchlight/shared/sync/outer-doc'
import { roomName } from '@porchlight/shared/wire/api'

export const roomOfEpoch = (epoch: EpochPayload): Room => ({
  coupleId: epoch.coupleId,
  epoch: epoch.epoch,
  coupleKey: epoch.key,
})

/** Names the room on the server and its database here. */
export const roomNameOfEpoch = (epoch: EpochPayload): string =>
  roomName(base64UrlFromBytes(epoch.coupleId), epoch.epoch)
