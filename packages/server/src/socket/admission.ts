/** Whether an upgrade request gets a seat, and which: its ticket, and whether its device may still use the room.
 *  Rule: SYNC-1, SYNC-2, SYNC-9. */
import type { ErrorCode } from '@porchlight/shared/errors'
import { roomName } from '@porchlight/shared/wire/api'
import { syncProtocol } from '@porchlight/shared/wire/close-code'
import type { Arrival } from '../room/hub.ts'
import type { Store } from '../store/store.ts'
import type { Tickets } from './ticket.ts'

/** What the upgrade request asks for: a seat, or a refusal to deliver. */
export type Admission = { ok: true; arrival: Omit<Arrival, 'peer'> } | { ok: false; code: ErrorCode }

/** @param room named in the address
 *  @param protocols the header `Sec-WebSocket-Protocol` */
export async function admit(
  deps: { store: Pick<Store, 'deviceById'>; tickets: Pick<Tickets, 'redeem'> },
  room: string,
  protocols: string,
): Promise<Admission> {
  const offered = protocols.split(',').map((protocol) => protocol.trim())
  const ticket = offered.find((protocol) => protocol.startsWith(syncProtocol.ticketPrefix))
  if (ticket === undefined || !offered.includes(syncProtocol.name)) return { ok: false, code: 'ticket-invalid' }
  const claims = deps.tickets.redeem(ticket.slice(syncProtocol.ticketPrefix.length))
  if (claims === undefined) return { ok: false, code: 'ticket-invalid' }
  const { coupleId, deviceId, epoch } = claims
  const name = roomName(coupleId, epoch)
  if (name !== room) return { ok: false, code: 'ticket-invalid' }
  const device = await deps.store.deviceById(deviceId)
  if (device === undefined) return { ok: false, code: 'erased' }
  if (device.state !== 'active') return { ok: false, code: 'device-revoked' }
  if (device.epoch !== epoch) return { ok: false, code: 'epoch-moved' }
  return { ok: true, arrival: { room: name, coupleId, deviceId, wantsMarks: offered.includes(syncProtocol.saved) } }
}
