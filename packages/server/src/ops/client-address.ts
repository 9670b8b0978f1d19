/** Who is asking: the one place that decides which address a request counts against. Rule: HTTP-2.
 *
 *  `X-Forwarded-For` is believed only hop by hop: as long as the address at hand is a trusted proxy, the entry before it counts. */
import { BlockList, isIP, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Undefined where one of them is not a CIDR. */
export function blockListFromCidrs(cidrs: readonly string[]): BlockList | undefined {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [address = '', prefix, more] = cidr.split('/')
    const version = isIP(address)
    const longest = version === 6 ? 128 : 32
    const bits = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1
    if (version === 0 || bits < 0 || bits > longest || more !== undefined) return undefined
    list.addSubnet(address, bits, version === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

export function clientAddress(peer: string | undefined, forwardedFor: string | undefined, trusted: BlockList): string {
  const hops = (forwardedFor ?? '').split(',').map((hop) => plain(hop.trim()))
  let address = plain(peer ?? '')
  while (isTrusted(trusted, address)) {
    const hop = hops.pop()
    if (hop === undefined || isIP(hop) === 0) break
    address = hop
  }
  return address
}

/** The network an address counts as: /24 of IPv4, /56 of IPv6. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return `${address.split('.').slice(0, 3).join('.')}.0/24`
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv6.parse(address.split('%')[0] ?? '').parts
  return `${[a, b, c, d & 0xff00].map((group) => group.toString(16)).join(':')}::/56`
}

const isTrusted = (trusted: BlockList, address: string): boolean => {
  const version = isIP(address)
  return version !== 0 && trusted.check(address, version === 6 ? 'ipv6' : 'ipv4')
}

/** IPv4 written as IPv6 (`::ffff:192.0.2.1`) is IPv4. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
