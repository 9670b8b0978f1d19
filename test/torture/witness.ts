/** A couple under torture, and what its two devices may rely on: everything either of them heard from the other, everything that
 *  was marked saved, and every call that was answered. After each kill the server is asked for all of it. */
import * as Y from 'yjs'
import { openSocket, type RawSocket, step1Frame, step2Frame, updateFrame } from '../support/raw-socket.ts'
import { addDevice, base64url, call, createCouple, type Device, moveEpoch } from '../support/server-client.ts'
import type { SeededRandom } from '../support/seeded-random.ts'
import { eventually } from '../support/eventually.ts'

/** What a device holds of the room: its own document, and what was marked saved of it. */
interface Pen {
  device: Device
  doc: Y.Doc
  unsent: Uint8Array[]
  socket: RawSocket | null
  heardUpTo: number
}

/** How a call ended that changes the couple: `maybe` where the server died before it answered. */
type Outcome = 'no' | 'maybe' | 'yes'

export interface Witness {
  /** Opens both devices' sockets, and offers what each has written. */
  connect(): Promise<void>
  /** Each device writes `count` updates, some of which delete what it wrote before. */
  write(count: number): void
  /** Both sockets end without a word; the room has no seat then and is folded. */
  drop(): Promise<void>
  /** Waits until all that was written is marked saved: only then can the epoch move. */
  settled(): Promise<void>
  moveEpoch(): Promise<void>
  leave(): Promise<void>
  erase(): Promise<void>
  /** After a kill: takes in what was heard before it. */
  listen(): Promise<void>
  /** After a restart: what does not hold, in words. Settles what a call in doubt has done. */
  broken(): Promise<string[]>
  state(): 'together' | 'alone' | 'gone'
  seen(): { updates: number; saved: number; epochs: number }
}

const entryBytes = 160
/** A room holds 2 MiB. */
const mostEntries = 400

export const createWitness = async (url: string, random: SeededRandom): Promise<Witness> => {
  const ada = await createCouple(url)
  const ben = await addDevice(ada)
  let epoch = 2
  let state: 'together' | 'alone' | 'gone' = 'together'
  let ending: { act: 'leave' | 'erase'; outcome: Outcome } = { act: 'leave', outcome: 'no' }
  let moving: { outcome: Outcome; next: Uint8Array } | null = null
  /** What came to anybody but its writer. */
  let heard = new Y.Doc()
  let saved = new Map<number, number>()
  const counts = { updates: 0, saved: 0, epochs: 0 }

  const penOf = (device: Device): Pen => {
    const pen: Pen = { device, doc: new Y.Doc(), unsent: [], socket: null, heardUpTo: 0 }
    pen.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'remote') pen.unsent.push(update)
    })
    return pen
  }
  let pens = [penOf(ada), penOf(ben)]

  const hear = (pen: Pen): void => {
    if (pen.socket === null) return
    for (const one of pen.socket.heard.slice(pen.heardUpTo)) {
      if (one.kind === 'update' || one.kind === 'step2') {
        Y.applyUpdate(heard, one.update)
        if (one.kind === 'update') counts.updates++
      } else if (one.kind === 'saved') {
        counts.saved++
        for (const [client, clock] of one.clocks) saved.set(client, Math.max(saved.get(client) ?? 0, clock))
      }
    }
    pen.heardUpTo = pen.socket.heard.length
  }

  const isSaved = ({ doc }: Pen): boolean => {
    const clock = Y.getState(doc.store, doc.clientID)
    return clock === 0 || (saved.get(doc.clientID) ?? 0) >= clock
  }

  /** The server may be gone in the middle of a call: then nothing is known of it. */
  const tried = async (act: () => Promise<{ status: number }>, done: number): Promise<Outcome> => {
    const status = await act().then(
      (answer) => answer.status,
      () => null,
    )
    return status === null ? 'maybe' : status === done ? 'yes' : 'no'
  }

  const startEpoch = (next: Uint8Array): void => {
    epoch++
    counts.epochs++
    heard = new Y.Doc()
    saved = new Map()
    pens = [penOf(ada), penOf(ben)]
    Y.applyUpdate(heard, next)
  }

  const tokenStatus = async (device: Device): Promise<number> =>
    (await call(url, 'GET', '/v1/couple', { token: device.token })).status

  /** Where a move or a goodbye was in doubt, what the server says now is what happened: all of it or nothing. */
  const settle = async (): Promise<string[]> => {
    const statuses = [await tokenStatus(ada), await tokenStatus(ben)].join()
    const isOver = { leave: statuses === '200,401', erase: statuses === '401,401' }[ending.act]
    if (ending.outcome === 'yes' && !isOver) return [`${ending.act} was answered and is not so: ${statuses}`]
    if (ending.outcome !== 'no' && isOver) state = ending.act === 'leave' ? 'alone' : 'gone'
    const expected = { together: '200,200', alone: '200,401', gone: '401,401' }[state]
    ending.outcome = 'no'
    if (statuses !== expected) return [`a couple that is ${state} has tokens answered ${statuses}`]
    if (state === 'gone') return []
    const { body } = await call<{ epoch: number }>(url, 'GET', '/v1/couple', { token: ada.token })
    const move = moving
    moving = null
    if (move?.outcome === 'yes' && body.epoch !== epoch + 1)
      return [`epoch ${epoch + 1} was answered, it is ${body.epoch}`]
    if (move !== null && move.outcome !== 'no' && body.epoch === epoch + 1) {
      startEpoch(move.next)
      const records = await call<{ records: unknown[] }>(url, 'GET', `/v1/epochs?after=${epoch - 1}`, {
        token: ada.token,
      })
      if (records.body.records.length !== 1) return [`the record of epoch ${epoch} is not there`]
    }
    return body.epoch === epoch ? [] : [`epoch ${body.epoch} instead of ${epoch}`]
  }

  const missing = async (): Promise<string[]> => {
    const found: string[] = []
    const socket = await openSocket(ada)
    const stored = new Y.Doc()
    socket.send(step1Frame(stored))
    Y.applyUpdate(stored, (await socket.next('step2')).update)
    await socket.close()
    if (stored.store.pendingStructs !== null) found.push('the room has a hole')
    for (const [client, clock] of saved) {
      const have = Y.getState(stored.store, client)
      if (have < clock) found.push(`saved up to ${clock}, stored up to ${have}`)
    }
    const both = new Y.Doc()
    Y.applyUpdate(both, Y.encodeStateAsUpdate(stored))
    Y.applyUpdate(both, Y.encodeStateAsUpdate(heard))
    if (!Y.equalSnapshots(Y.snapshot(both), Y.snapshot(stored))) found.push('something a partner saw is missing')
    return found
  }

  return {
    async connect() {
      for (const pen of state === 'together' ? pens : pens.slice(0, 1)) {
        const socket = await openSocket(pen.device, { saved: true })
        pen.socket = socket
        pen.heardUpTo = 0
        await socket.next('step1')
        socket.send(step1Frame(heard))
        socket.send(step2Frame(Y.encodeStateAsUpdate(pen.doc)))
        pen.unsent = []
      }
    },

    write(count) {
      for (const { doc, unsent, socket } of pens) {
        if (socket === null || socket.ws.readyState !== socket.ws.OPEN) continue
        const entries = doc.getArray<Uint8Array>(String(doc.clientID))
        for (let n = 0; n < count; n++) {
          if (entries.length > mostEntries || (entries.length > 0 && random.chance(0.05)))
            entries.delete(0, entries.length)
          else entries.push([random.bytes(entryBytes)])
        }
        for (const update of unsent.splice(0)) socket.send(updateFrame(update))
      }
    },

    async drop() {
      for (const pen of pens) {
        hear(pen)
        pen.socket?.ws.terminate()
      }
    },

    async settled() {
      await eventually(
        () => {
          pens.forEach(hear)
          return pens.every(isSaved) || pens.some(({ socket }) => socket?.ws.readyState !== socket?.ws.OPEN)
        },
        Boolean,
        60_000,
      )
    },

    async moveEpoch() {
      const outer = new Y.Doc()
      for (const { doc } of pens) Y.applyUpdate(outer, Y.encodeStateAsUpdate(doc))
      Y.applyUpdate(outer, Y.encodeStateAsUpdate(heard))
      const fresh = new Y.Doc()
      fresh.getArray('e').push([random.bytes(entryBytes)])
      const next = Y.encodeStateAsUpdate(fresh)
      const to = state === 'together' ? [ada.deviceId, ben.deviceId] : [ada.deviceId]
      moving = { outcome: 'maybe', next }
      const outcome = await tried(() => moveEpoch(ada, { from: epoch, outer, to, state: base64url(next) }), 201)
      moving = { outcome, next }
    },

    async leave() {
      ending = { act: 'leave', outcome: 'maybe' }
      ending.outcome = await tried(() => call(url, 'POST', '/v1/couple/leave', { token: ben.token }), 204)
    },

    async erase() {
      ending = { act: 'erase', outcome: 'maybe' }
      ending.outcome = await tried(() => call(url, 'DELETE', '/v1/couple', { token: ada.token }), 204)
    },

    async listen() {
      await Promise.all(pens.map(async ({ socket }) => socket?.closed()))
      for (const pen of pens) {
        hear(pen)
        pen.socket = null
      }
    },

    async broken() {
      const settled = await settle()
      return settled.length > 0 || state === 'gone' ? settled : missing()
    },

    state: () => state,
    seen: () => counts,
  }
}
