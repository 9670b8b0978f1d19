/** One couple in one epoch on this device: the inner document, the sealed outer one, its copy on disk, the socket.
 *  A change of epoch closes a session and opens the next on the same inner document (EPOCH-4).
 *
 *    screens ── command ──► inner ──► sealed document ──► outer ──► disk, socket
 *    screens ◄── view ───── inner ◄── sealed document ◄── outer ◄── disk, socket */

import type { Random } from '@porchlight/shared/capabilities'
import { deriveEpochKeys } from '@porchlight/shared/crypto/keys'
import { type ErrorCode, PorchlightError } from '@porchlight/shared/errors'
import { entriesOf } from '@porchlight/shared/sync/outer-doc'
import type { PendingStore } from '@porchlight/shared/sync/pending-keeper'
import { type SealedDoc, type SealedDocDeps, createSealedDoc } from '@porchlight/shared/sync/sealed-doc'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { ApiClient } from '../server/api-client.ts'
import { type Connection, createConnection } from './connection.ts'
import type { Keyring } from '../record/device-record.ts'
import { carryOverRecord, takeInEarlierEpoch } from './earlier-epochs.ts'
import type { Saving } from '../port/port.ts'
import { roomNameOfEpoch, roomOfEpoch } from './epoch-room.ts'
import { type Presence, createPresence } from './presence.ts'
import { createSavedMarks } from './saved-marks.ts'
import type { ServerClock } from '../server/server-clock.ts'

export interface SessionDeps {
  clock: ServerClock
  random: Random
  api: ApiClient
  pending: PendingStore
  firstSeen: SealedDocDeps['firstSeen']
  openOuterStore(name: string, outer: Y.Doc): OuterStore
  log(message: string, cause?: unknown): void
}

/** `platform/outer-store` makes the real one. */
export interface OuterStore {
  loaded: Promise<unknown>
  persisted(): Promise<void>
  close(): Promise<void>
}

export interface SessionEvents {
  /** The inner document, the connection or what is saved changed. */
  changed(): void
  caretsChanged(): void
  /** The server's time came with a ticket (DOM-9). */
  clockLearned(): void
  /** No retry with these keys can help: the epoch moved, the device was removed, the couple is gone. */
  ended(code: ErrorCode): void
}

export interface CoupleSession {
  /** Counts fresh inner documents (EPOCH-2). */
  gen: number
  inner: Y.Doc
  outer: Y.Doc
  sealed: SealedDoc
  presence: Presence
  /** Resolves once what this device had, or what the server had, is in the inner document (SEAL-11). */
  opened: Promise<void>
  /** Resolves once another session, or none, takes its place: then `opened` may never come. */
  closed: Promise<void>
  /** Whether the inner document may be shown: read from disk or server, or handed over by the session before. */
  isReadable(): boolean
  /** The copy on this disk does not open, or gives nothing: nothing is read, written or sent (LOCK-2). */
  isBroken(): boolean
  saving(): Saving
  /** Since when (ms) there has been no connection; undefined while there is one. */
  offlineSince(): number | undefined
  /** The server takes nothing from this device for now, because it was too much (4529). */
  isOverQuota(): boolean
  /** Why no retry with these keys can help, once that is so. */
  endedBecause(): ErrorCode | undefined
  retryNow(): void
  retryIfDue(): void
  close(): Promise<void>
}

/** @param inner the document of the session before, at a change of epoch; a new one otherwise
 *  @param connect `false` where the couple has ended and only what is here is wanted */
export function openCoupleSession(
  deps: SessionDeps,
  {
    keyring,
    inner: handedOver,
    connect,
    carriedOver = [],
  }: { keyring: Keyring; inner?: Y.Doc | undefined; connect: boolean; carriedOver?: Uint8Array[] },
  events: SessionEvents,
): CoupleSession {
  const { clock, random, api } = deps
  const { epoch, previous = [] } = keyring
  const isHandedOver = handedOver !== undefined
  const inner = handedOver ?? new Y.Doc()
  const room = roomNameOfEpoch(epoch)
  const outer = new Y.Doc()
  const store = deps.openOuterStore(room, outer)
  const awareness = new Awareness(outer)
  const keys = deriveEpochKeys(epoch.key, epoch.coupleId)
  const saved = createSavedMarks()
  let offlineSince: number | undefined = clock.now()
  let phase: 'opening' | 'open' | 'broken' | 'closed' = 'opening'

  const sealed = createSealedDoc(
    {
      clock,
      random,
      pending: deps.pending,
      firstSeen: deps.firstSeen,
      persisted: () => store.persisted(),
      log: deps.log,
    },
    {
      ...roomOfEpoch(epoch),
      gen: epoch.gen,
      outer,
      inner,
      carriedOver,
      earlierRooms: previous.map(roomOfEpoch),
    },
  )
  const presence = createPresence(
    { clock, random, textWaits: () => sealed.status().pendingUpdates },
    { awarenessKey: keys.awareness, coupleId: epoch.coupleId, epoch: epoch.epoch },
    awareness,
    () => {
      sealed.setCompanyInEditor(presence.carets().length > 0)
      events.caretsChanged()
    },
  )

  let tellClosed: () => void
  const whenClosed = new Promise<void>((resolve) => (tellClosed = resolve))
  let tellOpened: () => void
  const opened = new Promise<void>((resolve) => (tellOpened = resolve))
  const open = async (): Promise<void> => {
    if (phase === 'closed') return
    const { setAside } = await sealed.open()
    if (phase === 'opening') {
      phase = 'open'
      if (keyring.carry !== undefined) Y.applyUpdate(inner, keyring.carry)
      if (setAside?.reason === 'other-gen') await carryOverRecord(deps, keyring, setAside.record, inner)
    }
    tellOpened()
    events.changed()
  }
  const fail = (cause: unknown): void => {
    if (phase !== 'closed') phase = 'broken'
    deps.log('What this device keeps could not be read.', cause)
    events.changed()
  }

  let connection: Connection | undefined
  /** Only once the copy on disk is open: what the server says was deleted must first have been read here (SEAL-8). */
  const goOnline = (): void => {
    if (phase === 'closed' || !connect) return
    connection = createConnection(
      { clock, random, fetchTicket },
      { server: keyring.server, room, outer, awareness },
      {
        synced() {
          open()
            .then(() => {
              sealed.synced()
              presence.renew()
              events.changed()
            })
            .catch(fail)
        },
        saved(stateVector) {
          saved.learn(stateVector)
          events.changed()
        },
        changed() {
          const state = connection?.state()
          if (state?.state === 'synced') offlineSince = undefined
          else {
            offlineSince ??= clock.now()
            sealed.offline()
            if (state?.state === 'waiting' && state.because === 'room-too-large') sealed.roomFull()
          }
          events.changed()
        },
        ended: events.ended,
      },
    )
  }
  const fetchTicket = async () => {
    const sentAt = clock.device.now()
    const ticket = await api.ticket()
    clock.learn(ticket.now, sentAt, clock.device.now())
    events.clockLearned()
    if (ticket.room !== room) throw new PorchlightError('epoch-moved', 'The couple has a new key.')
    return ticket
  }

  store.loaded
    .then(async () => {
      for (const earlier of previous) if (earlier.gen === epoch.gen) await takeInEarlierEpoch(deps, earlier, inner)
      // A device that never synced waits for the first sync, or it would write beside a document it has not seen.
      if (entriesOf(outer).length > 0 || !connect) await open()
    })
    .then(goOnline)
    .catch(fail)

  inner.on('update', events.changed)
  sealed.onStatus(events.changed)
  sealed.onFlush(presence.renew)

  return {
    gen: epoch.gen,
    inner,
    outer,
    sealed,
    presence,
    opened,
    closed: whenClosed,
    offlineSince: () => offlineSince,
    isBroken: () => phase === 'broken',
    isReadable: () => isHandedOver || sealed.status().state === 'open',
    saving() {
      const { unknownVersion, tooLarge, pendingUpdates } = sealed.status()
      if (unknownVersion) return 'update-porchlight'
      if (tooLarge !== 'no') return 'full'
      const state = connection?.state()
      if (state?.state === 'waiting' && state.because === 'room-too-large') return 'full'
      if (!connect || (state?.state === 'waiting' && state.because === 'unreachable')) return 'offline'
      return !pendingUpdates && saved.isSaved(outer) ? 'saved' : 'saving'
    },
    isOverQuota() {
      const state = connection?.state()
      return state?.state === 'waiting' && state.because === 'rate-limited'
    },
    endedBecause() {
      const state = connection?.state()
      return state?.state === 'ended' ? state.because : undefined
    },
    retryNow: () => connection?.retryNow(),
    retryIfDue: () => connection?.retryIfDue(),
    async close() {
      phase = 'closed'
      tellClosed()
      inner.off('update', events.changed)
      connection?.stop()
      presence.stop()
      awareness.destroy()
      sealed.stop()
      await store.close()
    },
  }
}
