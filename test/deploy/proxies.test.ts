/** Caddy as `deploy/Caddyfile` has it; and, behind either proxy, sockets on which nobody says anything for longer than a proxy
 *  would wait. Rule: SYNC-8, HTTP-2 */
import { expect, test } from 'vitest'
import { createCouple } from '../support/server-client.ts'
import { describeProxy, extensionOrigin, type OpenPorch } from '../support/proxy-suite.ts'
import { openSocket, updateFrame, writer } from '../support/raw-socket.ts'

const quietMs = 100_000

const idle = (open: OpenPorch): void => {
  test('SYNC-8 a socket on which nobody speaks for 100 s is still open, and still syncs', async () => {
    const { url } = await open({})
    const ada = await createCouple(url)
    const socket = await openSocket(ada, { origin: extensionOrigin, saved: true })
    await socket.next('step1')
    await new Promise((resume) => setTimeout(resume, quietMs))
    expect(socket.ws.readyState).toBe(socket.ws.OPEN)
    socket.send(updateFrame(writer(1).push(1)))
    expect((await socket.next('saved')).clocks.get(1)).toBe(1)
    await socket.close()
  })
}

describeProxy('nginx', idle)
describeProxy('caddy', idle)
