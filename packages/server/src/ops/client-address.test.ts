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
    [
      'a proxy named in IPv6 is found where the system writes IPv4 in IPv6',
      '::ffff:127.0.0.1',
      '198.51.100.1',
      trusting('127.0.0.1'),
      '198.51.100.1',
    ],
    ['a proxy that is not named is not believed', '10.0.0.1', '198.51.100.1', trusting('10.0.0.2/32'), '10.0.0.1'],
    [
      'a chain ends at the first hop that is not trusted',
      '10.0.0.1',
      '203.0.113.1, 192.0.2.66, 10.1.0.1, 10.0.0.9',
      trusting('10.0.0.0/8'),
      '192.0.2.66',
    ],
    [
      'a chain goes from IPv4 to IPv6 and back',
      '127.0.0.1',
      '198.51.100.1, fd00::2, 10.0.0.9',
      trusting('127.0.0.0/8', '10.0.0.9/32', 'fd00::/8'),
      '198.51.100.1',
    ],
    [
      'where all of them are proxies, the farthest counts',
      '10.0.0.1',
      '10.0.0.3,10.0.0.2',
      trusting('10.0.0.0/8'),
      '10.0.0.3',
    ],
    ['an empty header is none', '10.0.0.1', '', trusting('10.0.0.0/8'), '10.0.0.1'],
    ['an empty hop ends the chain', '10.0.0.1', '198.51.100.1, ,10.0.0.2', trusting('10.0.0.0/8'), '10.0.0.2'],
    [
      'nonsense in the chain ends it',
      '10.0.0.1',
      '198.51.100.1, <script>, 10.0.0.2',
      trusting('10.0.0.0/8'),
      '10.0.0.2',
    ],
    ['an address with a port is no address', '10.0.0.1', '198.51.100.1:4711', trusting('10.0.0.0/8'), '10.0.0.1'],
    ['nor is one in brackets', '10.0.0.1', '[2001:db8::1]', trusting('10.0.0.0/8'), '10.0.0.1'],
    ['spaces and tabs around a hop are nothing', '10.0.0.1', '\t198.51.100.1 ', trusting('10.0.0.0/8'), '198.51.100.1'],
    ['the first address of a network is in it', '10.1.2.0', '198.51.100.1', trusting('10.1.2.0/25'), '198.51.100.1'],
    ['the last address of a network is in it', '10.1.2.127', '198.51.100.1', trusting('10.1.2.0/25'), '198.51.100.1'],
    ['the next one is not', '10.1.2.128', '198.51.100.1', trusting('10.1.2.0/25'), '10.1.2.128'],
    [
      'the last IPv6 address of a network is in it',
      '2001:db8:0:7fff:ffff:ffff:ffff:ffff',
      '198.51.100.1',
      trusting('2001:db8::/49'),
      '198.51.100.1',
    ],
    [
      'the next IPv6 address is not',
      '2001:db8:0:8000::',
      '198.51.100.1',
      trusting('2001:db8::/49'),
      '2001:db8:0:8000::',
    ],
    [
      'a CIDR that names a host inside means its network',
      '10.1.2.3',
      '198.51.100.1',
      trusting('10.1.2.99/24'),
      '198.51.100.1',
    ],
    ['/0 is everybody of one kind', '192.0.2.1', '198.51.100.1', trusting('0.0.0.0/0'), '198.51.100.1'],
    ['and nobody of the other', '2001:db8::1', '198.51.100.1', trusting('0.0.0.0/0'), '2001:db8::1'],
    ['an address alone is one host', '10.0.0.2', '198.51.100.1', trusting('10.0.0.1'), '10.0.0.2'],
  ])('HTTP-2 %s', (_, peer, forwarded, trusted, expected) => {
    expect(clientAddress(peer, forwarded, trusted)).toBe(expected)
  })

  test('HTTP-2 whatever the header says, who sent it through no proxy of ours counts as who they are', () => {
    const trusted = trusting('10.0.0.0/8', 'fd00::/8')
    fc.assert(
      fc.property(
        fc.ipV4().filter((peer) => !peer.startsWith('10.')),
        fc.string(),
        (peer, header) => {
          expect(clientAddress(peer, header, trusted)).toBe(peer)
        },
      ),
    )
  })

  test('HTTP-2 behind our proxy the last hop counts, whatever stands before it', () => {
    const trusted = trusting('10.0.0.0/8')
    const outside = fc.oneof(
      fc.ipV4().filter((address) => !address.startsWith('10.')),
      fc.ipV6().filter((address) => !address.toLowerCase().startsWith('::ffff')),
    )
    fc.assert(
      fc.property(outside, fc.string(), (visitor, claimed) => {
        expect(clientAddress('10.0.0.1', `${claimed},${visitor}`, trusted)).toBe(visitor)
      }),
    )
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

  test.each([
    'proxy',
    '10.0.0.0/33',
    '10.0.0.0/x',
    '::/129',
    '',
    '10.0.0/8',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '/8',
    '10.0.0.01',
  ])('HTTP-2 %j is no CIDR', (cidr) => {
    expect(blockListFromCidrs([cidr])).toBeUndefined()
  })
})
