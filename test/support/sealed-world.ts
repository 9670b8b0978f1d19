/** A small world for the sealed document: devices with a disk and a wire, a blind server, and somebody with a token and
 *  no key. Time and chance are seeded. Disks and wires take their time, so a device can be killed at any point between.
 *
 *  Beside the engine stands a plain oracle: a Yjs document that gets, unsealed, every edit from the moment the device had
 *  been promised that it is safe (a disk write or the server took it). Whatever happens, all devices must end up holding
 *  at least that, and all the same. */

import * as Y from 'yjs'
import { entriesOf, firstOuterState, type Room } from '@porchlight/shared/sync/outer-doc'
import { createSealedDoc, type SealedDoc, type SealedDocDelays } from '@porchlight/shared/sync/sealed-doc'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createSeededRandom, type SeededRandom } from './seeded-random.ts'

export interface SealedWorld {
  clock: FakeClock
  random: SeededRandom
  room: Room
  hostile: boolean
  server: Server
  oracle: Y.Doc
  createDevice(name: string): Device
}

export interface Server {
  /** what is stored and relayed; gc on, as in the store */
  doc(): Y.Doc
  /** Whoever has a token may change the array as they like; all who are connected hear of it. */
  attack(act: (entries: Y.Array<unknown>) => void): void
  /** Keeps a copy of what is stored now … */
  backUp(): void
  /** … and goes back to it; every socket drops. */
  restore(): void
  connect(device: { receive(update: Uint8Array): void; closed(): void }): Socket
}

interface Socket {
  push(update: Uint8Array): void
  /** what the server has beyond that state vector, and its own */
  sync(stateVector: Uint8Array): { update: Uint8Array; stateVector: Uint8Array }
  isOpen(): boolean
  close(): void
}

export interface Device {
  name: string
  isRunning(): boolean
  isConnected(): boolean
  start(): void
  /** As the browser ends a worker: no event, nothing flushed, writes on their way may or may not land. */
  kill(): void
  connect(): void
  disconnect(): void
  /** Writes into the inner document in one transaction. */
  edit(act: (inner: Y.Doc) => void): void
  life(): Life
  /** how many updates its engine has put into the outer document, over all lives */
  pushes(): number
  /** how long ago, ms, a sync deleted entries from its outer copy */
  sinceDeletionMs(): number
  disk: Disk
}

export interface Life {
  inner: Y.Doc
  outer: Y.Doc
  engine: SealedDoc
  /** messages the engine logged */
  logged: string[]
}

interface RunningLife extends Life {
  edits: Edits
  /** from the server */
  wire: Queue
  /** to the server */
  up: Queue
  deliver(update: Uint8Array, sealedEdits: number): void
  socket?: Socket
  end(): void
}

interface Disk {
  outer: Uint8Array[]
  pending?: Uint8Array
  aside: Uint8Array[]
  firstSeen?: Record<string, number>
}

export interface SealedWorldOptions {
  seed: number
  delays?: Partial<SealedDocDelays>
  /** Somebody with a token deletes: the server alone is no safe place. */
  hostile?: boolean
  /** longest time a disk write takes, ms */
  diskMs?: number
  /** longest time a message takes, ms */
  wireMs?: number
  /** declares the roots of the inner document, as the real one's schema does */
  declare?(inner: Y.Doc): void
}

export function createSealedWorld(options: SealedWorldOptions): SealedWorld {
  const clock = createFakeClock()
  const random = createSeededRandom(options.seed)
  const room: Room = { coupleId: random.bytes(16), epoch: 1, coupleKey: random.bytes(32) }
  const diskMs = options.diskMs ?? 20
  const wireMs = options.wireMs ?? 40
  const oracle = createDoc()
  const inner = createDoc()
  inner.getMap('meta').set('v', 1)
  Y.applyUpdate(oracle, Y.encodeStateAsUpdate(inner))
  const firstState = firstOuterState(random, room, inner)
  const server = createServer(firstState)
  let founded = false

  return { clock, random, room, hostile: options.hostile === true, server, oracle, createDevice }

  function createDoc(): Y.Doc {
    const doc = new Y.Doc()
    doc.clientID = random.int(1, 2 ** 31 - 1)
    options.declare?.(doc)
    return doc
  }

  function createServer(state: Uint8Array): Server {
    type Member = Parameters<Server['connect']>[0]
    let doc = load(state)
    let backup = state
    let members = new Map<Member, Socket>()
    const relay = (update: Uint8Array, except?: Member): void => {
      for (const member of members.keys()) if (member !== except) member.receive(update)
    }
    function load(update: Uint8Array): Y.Doc {
      const loaded = createDoc()
      Y.applyUpdate(loaded, update)
      return loaded
    }
    return {
      doc: () => doc,
      attack(act) {
        const before = Y.encodeStateVector(doc)
        doc.transact(() => act(entriesOf(doc)))
        relay(Y.encodeStateAsUpdate(doc, before))
      },
      backUp: () => {
        backup = Y.encodeStateAsUpdate(doc)
      },
      restore() {
        doc = load(backup)
        for (const socket of members.values()) socket.close()
      },
      connect(member) {
        const home = doc
        const socket: Socket = {
          push(update) {
            Y.applyUpdate(home, update)
            // As it came, whether or not it hangs together with what is stored yet.
            relay(update, member)
          },
          sync: (stateVector) => ({
            update: Y.encodeStateAsUpdate(home, stateVector),
            stateVector: Y.encodeStateVector(home),
          }),
          isOpen: () => members.get(member) === socket,
          close() {
            if (!socket.isOpen()) return
            members.delete(member)
            member.closed()
          },
        }
        members = members.set(member, socket)
        return socket
      },
    }
  }

  function createDevice(name: string): Device {
    // The first device is the couple's creator: it made the first outer document and holds it.
    const disk: Disk = { outer: founded ? [] : [firstState], aside: [] }
    founded = true
    let pushes = 0
    let deletedAtMs = Number.NEGATIVE_INFINITY
    let life: RunningLife | undefined

    const alive = () => {
      if (life === undefined) throw new Error(`${name} is not running`)
      return life
    }

    const device: Device = {
      name,
      disk,
      isRunning: () => life !== undefined,
      isConnected: () => life?.socket?.isOpen() ?? false,
      pushes: () => pushes,
      sinceDeletionMs: () => clock.elapsed() - deletedAtMs,
      life: alive,
      start() {
        if (life !== undefined) return
        const outer = createDoc()
        const inner = createDoc()
        const store = createQueue(clock, () => random.int(0, diskMs))
        const edits = createEdits(oracle)
        const wire = createQueue(clock, () => random.int(0, wireMs))
        const up = createQueue(clock, () => random.int(0, wireMs))
        const deliver = (update: Uint8Array, count: number): void => {
          const socket = life?.socket
          if (socket?.isOpen() !== true) return
          socket.push(update)
          // What only the server holds, somebody with a token can delete.
          if (options.hostile !== true) edits.safe(count)
        }
        for (const update of disk.outer) Y.applyUpdate(outer, update)
        let outerWrites: Promise<void> = Promise.resolve()
        outer.on('update', (update: Uint8Array, origin: unknown) => {
          if (typeof origin === 'symbol') {
            pushes++
            // A flush seals all that wait at once; a repair or a compaction leaves them waiting.
            if (!engine.status().pendingUpdates) edits.seal()
          }
          const count = edits.sealed()
          outerWrites = store.add(() => {
            disk.outer.push(update)
            edits.safe(count)
          })
          // What came from the server is not sent back.
          if (origin !== 'server') void up.add(() => deliver(update, count))
        })
        entriesOf(outer).observe(({ changes, transaction }) => {
          const deletes = changes.delta.some((change) => change.delete !== undefined)
          if (deletes && transaction.origin === 'server') deletedAtMs = clock.elapsed()
        })
        inner.on('update', (update: Uint8Array, origin: unknown) => origin === 'edit' && edits.add(update))
        const logged: string[] = []
        const engine = createSealedDoc(
          {
            clock,
            random,
            log: (message) => logged.push(message),
            persisted: () => outerWrites,
            pending: {
              read: () => store.add(() => disk.pending),
              write: (record) => {
                const count = edits.count()
                return store.add(() => {
                  disk.pending = record
                  edits.safe(count)
                })
              },
              remove: () => store.add(() => delete disk.pending).then(() => undefined),
              setAside: (record) => store.add(() => void disk.aside.push(record)),
            },
            firstSeen: {
              read: () => store.add(() => disk.firstSeen),
              write: (seen) => store.add(() => void (disk.firstSeen = seen)),
            },
          },
          { ...room, gen: 1, outer, inner, ...(options.delays && { delays: options.delays }) },
        )
        const end = (): void => {
          engine.stop()
          store.stop()
          wire.stop()
          up.stop()
        }
        life = { inner, outer, engine, logged, edits, wire, up, deliver, end }
        // A device without a copy of its own opens once the first sync is done (SEAL-11).
        if (disk.outer.length > 0) void engine.open()
      },
      kill() {
        life?.socket?.close()
        life?.end()
        life = undefined
      },
      connect() {
        const { outer, engine, wire, up, edits, deliver } = alive()
        if (device.isConnected()) return
        const socket = server.connect({
          receive: (update) => void wire.add(() => socket.isOpen() && Y.applyUpdate(outer, update, 'server')),
          closed: () => engine.offline(),
        })
        alive().socket = socket
        const reply = () => {
          const { update, stateVector } = socket.sync(Y.encodeStateVector(outer))
          void wire.add(() => {
            if (!socket.isOpen()) return
            Y.applyUpdate(outer, update, 'server')
            const count = edits.sealed()
            const mine = Y.encodeStateAsUpdate(outer, stateVector)
            void up.add(() => deliver(mine, count))
            if (engine.status().state === 'loading') void engine.open().then(() => engine.synced())
            else engine.synced()
          })
        }
        void up.add(() => socket.isOpen() && reply())
      },
      disconnect() {
        if (!device.isConnected()) return
        alive().socket?.close()
      },
      edit: (act) => {
        const { inner } = alive()
        inner.transact(() => act(inner), 'edit')
      },
    }
    return device
  }
}

/** What one life of a device wrote, and how much of it has been promised to be safe. */
interface Edits {
  add(update: Uint8Array): void
  count(): number
  /** Everything written so far has gone into the outer document. */
  seal(): void
  sealed(): number
  safe(count: number): void
}

function createEdits(oracle: Y.Doc): Edits {
  const updates: Uint8Array[] = []
  let safe = 0
  let sealed = 0
  return {
    add: (update) => void updates.push(update),
    count: () => updates.length,
    seal() {
      sealed = updates.length
    },
    sealed: () => sealed,
    safe(count) {
      while (safe < count) Y.applyUpdate(oracle, updates[safe++] as Uint8Array)
    },
  }
}

/** Things that take a while and keep their order; what has not happened when it stops never will. */
interface Queue {
  add<T>(act: () => T): Promise<T>
  stop(): void
}

function createQueue(clock: FakeClock, delayMs: () => number): Queue {
  let freeAtMs = 0
  let stopped = false
  return {
    add: (act) =>
      new Promise((resolve) => {
        freeAtMs = Math.max(freeAtMs, clock.elapsed()) + delayMs()
        clock.after(freeAtMs - clock.elapsed(), () => {
          if (!stopped) resolve(act())
        })
      }),
    stop() {
      stopped = true
    },
  }
}
