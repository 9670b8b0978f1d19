/** Tickets: signed by the server, bound to device, couple and epoch, good for one socket within a minute. Rule: SYNC-2, NODE-6.
 *
 *  Shape: version 0x01 (1) • coupleId (16) • epoch u32 (4) • deviceId (16) • expires u48 ms (6) • nonce (16) • HMAC-SHA-256 (32), as base64url.
 *  Any node with the secret can check one; the node that takes it refuses a second use. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock, Random } from '@porchlight/shared/capabilities'
import type { CoupleId, DeviceId } from '@porchlight/shared/wire/api'
import { lifetimes } from '@porchlight/shared/wire/limits'

export interface TicketClaims {
  coupleId: CoupleId
  epoch: number
  deviceId: DeviceId
}

export interface Tickets {
  issue(claims: TicketClaims): { ticket: string; expiresAt: number }
  /** Undefined where it is not ours, or expired, or was taken before. Takes it. */
  redeem(ticket: string): TicketClaims | undefined
}

const version = 1
const bodyBytes = 59
const macBytes = 32

export function createTickets(deps: { clock: Clock; random: Random; secret: Uint8Array }): Tickets {
  const { clock, random, secret } = deps
  // Two generations of taken tickets: after a lifetime the older one cannot matter any more. No timer.
  let taken = new Set<string>()
  let takenBefore = new Set<string>()
  let turnedAt = clock.now()

  const sign = (body: Uint8Array): Buffer =>
    createHmac('sha256', secret).update('porchlight/v1/ticket').update(body).digest()

  const take = (nonce: string, now: number): boolean => {
    if (now - turnedAt >= lifetimes.ticketMs) {
      takenBefore = now - turnedAt >= 2 * lifetimes.ticketMs ? new Set() : taken
      taken = new Set()
      turnedAt = now
    }
    if (taken.has(nonce) || takenBefore.has(nonce)) return false
    taken.add(nonce)
    return true
  }

  return {
    issue({ coupleId, epoch, deviceId }) {
      const expiresAt = clock.now() + lifetimes.ticketMs
      const body = Buffer.alloc(bodyBytes)
      body.writeUInt8(version, 0)
      body.write(coupleId, 1, 'base64url')
      body.writeUInt32BE(epoch, 17)
      body.write(deviceId, 21, 'base64url')
      body.writeUIntBE(expiresAt, 37, 6)
      body.set(random.bytes(16), 43)
      return { ticket: Buffer.concat([body, sign(body)]).toString('base64url'), expiresAt }
    },

    redeem(ticket) {
      const bytes = Buffer.from(ticket, 'base64url')
      if (bytes.byteLength !== bodyBytes + macBytes) return undefined
      const body = bytes.subarray(0, bodyBytes)
      if (!timingSafeEqual(sign(body), bytes.subarray(bodyBytes)) || body.readUInt8(0) !== version) return undefined
      const now = clock.now()
      if (body.readUIntBE(37, 6) <= now || !take(body.toString('latin1', 43), now)) return undefined
      return {
        coupleId: body.toString('base64url', 1, 17) as CoupleId,
        epoch: body.readUInt32BE(17),
        deviceId: body.toString('base64url', 21, 37) as DeviceId,
      }
    },
  }
}
