import { BlockList } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blockListFromCidrs, clientAddress, networkOf } from './client-address.ts'

const trusting = (...cidrs: string[]): BlockList => blockListFromCidrs(cidrs) ?? new BlockList()

describe('HTTP-2 whom a request counts against', () => {
  test.each<[string, string, string | undefined, BlockList, string]>([
    ['nobody is trusted by default', '192.0.2.1', '198.51.100.1', trusting(), '192.0.2.1'],
    ['a trusted proxy is believed', '10.0.0.1', '198.51.100.1', trusting('10.0.0.0/8'), '198.51.100.1'],
    [
      'a chain of trusted proxies is followed',
      '10.0.0.1',
      '198.51.100.1, 10.0.0.2',
      trusting('10.0.0.0/8'),
      '198.51.100.1',
    ],
    [
      'what a client claims of itself is not',
      '10.0.0.1',
      '1.1.1.1, 198.51.100.1',
      trusting('10.0.0.0/8'),
      '198.51.100.1',
    ],
    ['a proxy that says nothing counts itself', '10.0.0.1', undefined, trusting('10.0.0.0/8'), '10.0.0.1'],
    ['nonsense is not followed', '10.0.0.1', 'unknown', trusting('10.0.0.0/8'), '10.0.0.1'],
    ['IPv4 in IPv6 is IPv4', '::ffff:10.0.0.1', '::ffff:198.51.100.1', trusting('10.0.0.0/8'), '198.51.100.1'],
    ['IPv6 proxies too', 'fd00::1', '2001:db8::1', trusting('fd00::/8'), '2001:db8::1'],
  ])('HTTP-2 %s', (_, peer, forwarded, trusted, expected) => {
    expect(clientAddress(peer, forwarded, trusted)).toBe(expected)
  })

  test.each<[string, string]>([
    ['192.0.2.77', '192.0.2.0/24'],
    ['2001:db8:1:2345:6::1', '2001:db8:1:2300::/56'],
    ['2001:db8::1', '2001:db8:0:0::/56'],
    ['::1', '0:0:0:0::/56'],
    ['fe80::1%eth0', 'fe80:0:0:0::/56'],
  ])('HTTP-2 %s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })

  test('HTTP-2 addresses of one /56 count as one, however they are written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }),
        fc.nat(255),
        (groups, low) => {
          const write = (list: number[]): string => list.map((group) => group.toString(16)).join(':')
          const other = groups.map((group, place) =>
            place === 3 ? (group & 0xff00) | low : place > 3 ? group ^ 1 : group,
          )
          expect(networkOf(write(groups))).toBe(networkOf(write(other)))
        },
      ),
    )
  })

  test.each(['proxy', '10.0.0.0/33', '10.0.0.0/x', '::/129', ''])('HTTP-2 %j is no CIDR', (cidr) => {
    expect(blockListFromCidrs([cidr])).toBeNull()
  })
})
