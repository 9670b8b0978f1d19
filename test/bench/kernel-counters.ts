/** What the kernel counted of TCP in this network namespace since it started, loads and servers and everybody else together. */

import { readFileSync } from 'node:fs'

/** As `nstat -az` names them.
 *    ListenOverflows       a connection that was ready found no place among those that wait to be accepted; the client believes it
 *                          is open, until the kernel has forgotten the handshake and resets what comes
 *    ListenDrops           all that were not let in while knocking, those included
 *    TCPReqQFullDoCookies  handshakes kept in no memory, because so many knocked at once
 *    TCPTimeouts           something was sent again, because nothing came back in time
 *    TCPAbortOnClose       a program, server or load, closed a socket with unread data in it: a reset
 *    TCPAbortOnData        a program closed a socket, and data came afterwards: a reset
 *    OutRsts               resets of any cause, a refused connection included */
export const counterNames = [
  'ListenOverflows',
  'ListenDrops',
  'TCPReqQFullDoCookies',
  'TCPTimeouts',
  'TCPAbortOnClose',
  'TCPAbortOnData',
  'OutRsts',
] as const

export type Counters = Record<(typeof counterNames)[number], number>

export const readCounters = (): Counters => {
  const all = new Map<string, number>()
  for (const file of ['/proc/net/netstat', '/proc/net/snmp']) {
    const lines = readFileSync(file, 'utf8').split('\n')
    // Pairs of lines: names, and below them numbers.
    for (let line = 0; line + 1 < lines.length; line += 2) {
      const names = lines[line]?.split(' ') ?? []
      const values = lines[line + 1]?.split(' ') ?? []
      if (names[0] === 'Tcp:' || names[0] === 'TcpExt:')
        for (const [place, name] of names.entries()) all.set(name, Number(values[place]))
    }
  }
  return Object.fromEntries(counterNames.map((name) => [name, all.get(name) ?? Number.NaN])) as Counters
}

export const countersSince = (before: Counters): Counters => {
  const now = readCounters()
  return Object.fromEntries(counterNames.map((name) => [name, now[name] - before[name]])) as Counters
}
