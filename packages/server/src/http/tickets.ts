/** Tickets for a socket. Rule: SYNC-2, HTTP-2. */
import { roomName, TicketIssued } from '@porchlight/shared/wire/api'
import { Hono } from 'hono'
import type { Tickets } from '../socket/ticket.ts'
import { bearer, type CallDeps, describe, type Env, limited } from './call.ts'
import { tooOften } from './problem.ts'

export function createTicketCalls(deps: CallDeps & { tickets: Tickets }): Hono<Env> {
  return new Hono<Env>().post(
    '/tickets',
    describe('A ticket for one socket, within a minute.', { 200: TicketIssued }),
    limited(deps, 'ticketsOfAddress'),
    bearer(deps),
    async (c) => {
      const { coupleId, epoch, deviceId } = c.get('device')
      const seconds = (await deps.limits?.spend('ticketsOfToken', deviceId)) ?? 0
      if (seconds > 0) return tooOften(seconds)
      const { ticket, expiresAt } = deps.tickets.issue({ coupleId, epoch, deviceId })
      return c.json({ ticket, room: roomName(coupleId, epoch), expiresAt, now: deps.clock.now() })
    },
  )
}
