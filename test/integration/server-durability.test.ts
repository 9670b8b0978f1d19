/** Killed under load, again and again: what a partner has seen, and what was marked saved, is there. Rule: SYNC-3, SYNC-4
 *  A killed process, not a power cut: for the latter `synchronous=FULL` is what stands. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { eventually } from '../support/eventually.ts'
import { openSocket, readRoom, step2Frame, updateFrame, writer } from '../support/raw-socket.ts'
import { addDevice, createCouple, type Device } from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const rounds = Number(process.env['KILL_ROUNDS'] ?? 8)
const couples = 4

let server: ServerProcess
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.dispose())

test(
  `SYNC-3 in ${rounds} rounds of SIGKILL under load nothing is lost that a partner saw or that was marked saved`,
  async () => {
    const pairs: { ada: Device; ben: Device; pen: ReturnType<typeof writer>; seen: Set<number>; saved: number }[] = []
    for (let n = 0; n < couples; n++) {
      const ada = await createCouple(server.url)
      pairs.push({ ada, ben: await addDevice(ada), pen: writer(n + 1), seen: new Set(), saved: 0 })
    }
    for (let round = 0; round < rounds; round++) {
      // A room holds 2 MiB: what is written is deleted again, its clocks stay.
      for (const { pen } of pairs) pen.doc.getArray('e').delete(0, pen.doc.getArray('e').length)
      const sockets = await Promise.all(
        pairs.map(async ({ ada, ben, pen }) => {
          const [a, b] = [await openSocket(ada, { saved: true }), await openSocket(ben)]
          await Promise.all([a.next('step1'), b.next('step1')])
          a.send(step2Frame(Y.encodeStateAsUpdate(pen.doc)))
          return { a, b }
        }),
      )
      const writing = setInterval(() => {
        for (const [index, { a }] of sockets.entries()) {
          if (a.ws.readyState !== WebSocket.OPEN) continue
          for (let n = 0; n < 10; n++) a.send(updateFrame(pairs[index]?.pen.push(n, 100) ?? new Uint8Array()))
        }
      }, 1)
      const wanted = 200 + round * 37
      await eventually(
        () => sockets.reduce((sum, { b }) => sum + b.frames.length, 0),
        (count) => count > wanted,
      )
      await server.kill()
      clearInterval(writing)
      await Promise.all(sockets.flatMap(({ a, b }) => [a.closed(), b.closed()]))
      for (const [index, { a, b }] of sockets.entries()) {
        const pair = pairs[index]
        if (pair === undefined) continue
        for (const one of b.heard) {
          if (one.kind !== 'update') continue
          for (const { id, length } of Y.decodeUpdate(one.update).structs) {
            for (let clock = id.clock; clock < id.clock + length; clock++) pair.seen.add(clock)
          }
        }
        for (const one of a.heard)
          if (one.kind === 'saved') pair.saved = Math.max(pair.saved, one.clocks.get(index + 1) ?? 0)
      }
      await server.restart()
      for (const [index, { ben, seen, saved }] of pairs.entries()) {
        const stored = Y.getState((await readRoom(ben)).store, index + 1)
        expect(stored).toBeGreaterThanOrEqual(Math.max(-1, ...seen) + 1)
        expect(stored).toBeGreaterThanOrEqual(saved)
      }
    }
    expect(pairs.every(({ seen, saved }) => seen.size > 0 && saved > 0)).toBe(true)
  },
  60_000 + rounds * 5_000,
)
