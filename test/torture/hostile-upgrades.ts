/** Requests for a socket by somebody without a ticket, as bytes on a bare connection: wrong, huge, endless, half. Rule: SYNC-2, SYNC-9, SYNC-10 */
import { connect, type Socket } from 'node:net'
import type { SeededRandom } from '../support/seeded-random.ts'

const path = '/v1/sync/AAAAAAAAAAAAAAAAAAAAAA.1'
const upgrade = (lines: readonly string[], to = path): string =>
  [`GET ${to} HTTP/1.1`, 'Host: 127.0.0.1', ...lines, '', ''].join('\r\n')
const proper = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
]

const requests: readonly ((random: SeededRandom) => string | Uint8Array)[] = [
  () => upgrade(proper),
  () => upgrade([...proper, 'Sec-WebSocket-Protocol: porchlight.v1']),
  (random) =>
    upgrade([
      ...proper,
      `Sec-WebSocket-Protocol: porchlight.v1, porchlight.ticket.${Buffer.from(random.bytes(91)).toString('base64url')}`,
    ]),
  () => upgrade([...proper, `Sec-WebSocket-Protocol: ${'porchlight.ticket.A, '.repeat(200)}x`]),
  () => upgrade([...proper, 'Sec-WebSocket-Protocol: ,,,"(){}']),
  () => upgrade(proper.with(2, 'Sec-WebSocket-Version: 99')),
  () => upgrade(proper.with(3, 'Sec-WebSocket-Key: short')),
  () => upgrade(proper.with(1, 'Upgrade: h2c, tls')),
  () => upgrade([...proper, 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=99999999999']),
  () => upgrade([...proper, 'Origin: https://elsewhere.example']),
  () => upgrade(proper, `${path}/../../../etc/passwd`),
  () => upgrade(proper, `/v1/sync/${'A'.repeat(8_000)}.1`),
  () => upgrade([...proper, `X-Large: ${'a'.repeat(100_000)}`]),
  () => upgrade([...proper, ...Array.from({ length: 3_000 }, (_, n) => `X-${n}: 1`)]),
  () => upgrade([...proper, 'Content-Length: 9999999999', 'Transfer-Encoding: chunked']),
  () => upgrade(proper).replaceAll('\r\n', '\n'),
  (random) => Buffer.concat([Buffer.from(upgrade(proper)), random.bytes(200)]),
  (random) => random.bytes(random.int(1, 500)),
  () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  (random) => upgrade(proper).slice(0, random.int(1, 100)),
]

/** Sends one and goes, sometimes before an answer. */
export const strangeUpgrade = (port: number, random: SeededRandom): Promise<void> =>
  new Promise((resolve) => {
    const request = random.pick(requests)(random)
    const leavesAtOnce = random.chance(0.3)
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(request)
      if (leavesAtOnce) socket.destroy()
      else setTimeout(() => socket.end(), 20)
    })
    socket.on('error', () => socket.destroy())
    socket.on('data', () => socket.end())
    socket.on('close', () => resolve())
  })

/** Connections that send a request a byte at a time and never end it; they count how many the server has ended. */
export const slowLoris = (port: number, count: number): { ended: () => number; stop: () => void } => {
  let ended = 0
  const sockets: Socket[] = Array.from({ length: count }, () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => socket.destroy())
    socket.on('close', () => ended++)
    socket.resume()
    return socket
  })
  const request = upgrade(proper)
  let at = 0
  const timer = setInterval(() => {
    const letter = request[at % (request.length - 4)] ?? 'x'
    at++
    for (const socket of sockets) if (socket.writable) socket.write(letter)
  }, 200)
  return {
    ended: () => ended,
    stop: () => {
      clearInterval(timer)
      for (const socket of sockets) socket.destroy()
    },
  }
}
