/** A ticket, fetched as a client would: a connection of its own, one request, the answer read. Rule: SYNC-2 */

import type { TicketIssued } from '@porchlight/shared/wire/api'
import { connect } from 'node:net'

export const fetchTicket = (port: number, token: string, localAddress: string): Promise<TicketIssued> =>
  new Promise((resolve, reject) => {
    const tcp = connect({ port, host: '127.0.0.1', localAddress, noDelay: true })
    let answer = ''
    tcp.setEncoding('latin1')
    tcp.on('connect', () =>
      tcp.write(
        `POST /v1/tickets HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n` +
          'Content-Length: 0\r\nConnection: close\r\n\r\n',
      ),
    )
    tcp.on('data', (chunk: string) => (answer += chunk))
    tcp.on('error', reject)
    tcp.on('close', () => {
      const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
      const json = body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)
      if (answer.startsWith('HTTP/1.1 200')) resolve(JSON.parse(json) as TicketIssued)
      else reject(new Error(answer === '' ? 'no answer to a ticket request' : answer.slice(0, answer.indexOf('\r\n'))))
    })
  })
