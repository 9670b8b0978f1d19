import { createHash } from 'node:crypto'
import type { CoupleId, DeviceId } from '@porchlight/shared/wire/api'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../../../../test/support/fake-clock.ts'
import { createSeededRandom } from '../../../../test/support/seeded-random.ts'
import { createTickets, type TicketClaims } from './ticket.ts'

const secretOf = (word: string): Uint8Array => new Uint8Array(createHash('sha256').update(word).digest())
const claims: TicketClaims = {
  coupleId: `${'A'.repeat(21)}Q` as CoupleId,
  epoch: 7,
  deviceId: `${'B'.repeat(21)}g` as DeviceId,
}
const newNode = (word = 'ours', clock = createFakeClock()) => ({
  clock,
  tickets: createTickets({ clock, random: createSeededRandom(1), secret: secretOf(word) }),
})

describe('SYNC-2 tickets', () => {
  test('SYNC-2 a ticket gives back what it was issued for, once', () => {
    const { tickets } = newNode()
    const { ticket } = tickets.issue(claims)
    expect(tickets.redeem(ticket)).toEqual(claims)
    expect(tickets.redeem(ticket)).toBeUndefined()
  })

  test('SYNC-2 it is a token that may stand in a protocol name', () => {
    expect(newNode().tickets.issue(claims).ticket).toMatch(/^[\w-]+$/)
  })

  test('SYNC-2 any node with the secret takes it, none without', () => {
    const clock = createFakeClock()
    const [here, there, stranger] = [newNode('ours', clock), newNode('ours', clock), newNode('theirs', clock)]
    const { ticket } = here.tickets.issue(claims)
    expect(stranger.tickets.redeem(ticket)).toBeUndefined()
    expect(there.tickets.redeem(ticket)).toEqual(claims)
  })

  test('SYNC-2 it lives for a minute', () => {
    const { tickets, clock } = newNode()
    const [first, second] = [tickets.issue(claims), tickets.issue(claims)]
    clock.advance(59_999)
    expect(tickets.redeem(first.ticket)).toEqual(claims)
    clock.advance(1)
    expect(tickets.redeem(second.ticket)).toBeUndefined()
  })

  test('SYNC-2 a second use is refused at any moment of that minute', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 2, maxLength: 8 }), (waits) => {
        const { tickets, clock } = newNode()
        for (const wait of waits) {
          clock.advance(wait)
          const { ticket } = tickets.issue(claims)
          expect(tickets.redeem(ticket)).toEqual(claims)
          clock.advance(wait)
          expect(tickets.redeem(ticket)).toBeUndefined()
        }
      }),
    )
  })

  test('SYNC-2 no changed bit and no other text is a ticket', () => {
    const { tickets } = newNode()
    const bytes = Buffer.from(tickets.issue(claims).ticket, 'base64url')
    for (let bit = 0; bit < bytes.byteLength * 8; bit++) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(tickets.redeem(changed.toString('base64url'))).toBeUndefined()
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(tickets.redeem(text)).toBeUndefined()
      }),
    )
  })
})
