/** What every part of the membership stands on: the record in the keyring, the session it opens, and one queue.
 *  `pairing`, `moving-keys` and `going` are the parts; `membership` puts them together.
 *  Rules: LOCK-1 (the record is written before the step the other side could see), EPOCH-4. */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { Random } from '@porchlight/shared/capabilities'
import { createDeviceKeyPair } from '@porchlight/shared/crypto/keys'
import { type ErrorCode, PorchlightError } from '@porchlight/shared/errors'
import { createSerialQueue } from '@porchlight/shared/serial-queue'
import type * as Y from 'yjs'
import type { ApiClient, ApiClientOptions } from '../server/api-client.ts'
import { type CoupleSession, type SessionDeps, type SessionEvents, openCoupleSession } from './couple-session.ts'
import type { Result } from '../port/device-command.ts'
import {
  type DeviceRecord,
  type Keyring,
  bytesFromRecord,
  emptyRecord,
  recordFromBytes,
} from '../record/device-record.ts'
import { deviceRefusalFromError } from '../record/device-refusal.ts'
import type { HousekeepingLimits } from '../epoch/housekeeping-limits.ts'
import { type KeptPlace, type Lost, lostOf, noPlace, placeOf } from './kept-place.ts'
import type { PairingView } from '../port/port.ts'
import type { ServerClock } from '../server/server-clock.ts'

export interface MembershipDeps extends Omit<SessionDeps, 'api' | 'clock'> {
  clock: ServerClock
  random: Random
  createApi(options: ApiClientOptions): ApiClient
  keyring: KeyringStore
  /** Beside the keyring, in another store: that there is one (LOCK-2). */
  place: { read(): Promise<KeptPlace>; update(change: (place: KeptPlace) => KeptPlace): Promise<KeptPlace> }
  clearOuterStore(name: string): Promise<void>
  /** Every copy that lies here, of couples of before too. */
  outerStores(): Promise<string[]>
  /** When the documents are made anew (EPOCH-6); absent: as decided. */
  housekeeping?: Partial<HousekeepingLimits>
  /** What this device is called among one's own, such as *Chrome on Linux*. */
  deviceLabel: string
  /** Writes the structure of a new couple's document: its creator alone does (SEAL-12). */
  initialise(inner: Y.Doc, device: string): void
  /** Takes back and removes what this person wrote, before leaving (DOC-5). */
  withdraw(session: CoupleSession): void
  log(message: string, cause?: unknown): void
}

/** `platform/device-store` makes the real one. */
export interface KeyringStore {
  readKeyring(): Promise<Uint8Array | undefined>
  writeKeyring(bytes: Uint8Array<ArrayBuffer>): Promise<void>
  keyPair(): Promise<CryptoKeyPair | undefined>
  writeKeyPair(pair: CryptoKeyPair): Promise<void>
  /** Everything goes. */
  wipe(): Promise<void>
  /** Everything of the couple goes; what is private stays, under the passcode it lies under (PRIV-1). */
  forget(): Promise<void>
}

/** What goes: the couple alone (PRIV-1), everything, or everything while it stays known that there was something (LOCK-2). */
export type Forgetting = 'couple' | 'all' | 'all-missed'

export interface MembershipEvents extends Omit<SessionEvents, 'ended'> {
  /** Another session (or none) is there now. */
  sessionChanged(): void
}

/** What the parts are told of the session that is open. */
export interface SessionHooks {
  /** No retry with these keys can help; in the queue, and never of a session that was replaced. */
  ended(code: ErrorCode): Promise<void>
  /** Something in it changed: the document, the connection, what is saved. */
  changed(keyring: Keyring): void
}

export interface SessionHolder {
  deps: MembershipDeps
  record(): DeviceRecord
  /** Every change of the record, one after the other, each from what the one before left: a slow disk must not put an old
   *  key over a new one. The same record back means that nothing is written. */
  change(revised: (now: DeviceRecord) => DeviceRecord): Promise<void>
  readRecord(): Promise<void>
  /** The keyring is not there, and there was one. */
  lost(): { what: Lost; server: string } | undefined
  /** Lets go of what is in memory; what is on disk stays. */
  dropRecord(): Promise<void>
  /** Everything of the couple, its keys too; and all else, where everything is to go. */
  wipeRecord(what: Forgetting): Promise<void>
  pairing(): PairingView
  /** @param quietly without telling the screens: the caller does, once the rest is there */
  show(view: PairingView, quietly?: 'quietly'): void
  /** One thing at a time: two tabs that press at once are served one after the other. */
  exclusive<T>(act: () => Promise<T>): Promise<T>
  /** The same, for what the device is asked: failures of the network are refusals. */
  asked(act: () => Promise<Result | undefined>): Promise<Result>
  apiOf(keyring: Keyring): ApiClient
  keyPair(): Promise<CryptoKeyPair>
  session(): CoupleSession | undefined
  openSession(keyring: Keyring, inner?: Y.Doc, carriedOver?: Uint8Array[]): void
  closeSession(): Promise<void>
  /** As `closeSession`, for good: what was still under way writes nothing and opens nothing any more. */
  end(): Promise<void>
  /** The same document under what the record says now. */
  reopen(): Promise<void>
  /** Another document under what the record says now, at once. */
  reopenWith(inner: Y.Doc, carriedOver: Uint8Array[]): Promise<void>
  /** Whether the record still holds this very keyring. */
  isCurrent(keyring: Keyring): boolean
  changed(): void
  sessionChanged(): void
}

export function createSessionHolder(
  deps: MembershipDeps,
  events: MembershipEvents,
  hooks: SessionHooks,
): SessionHolder {
  let record: DeviceRecord = emptyRecord
  let session: CoupleSession | undefined
  let pairing: PairingView = { step: 'idle' }
  let isOver = false
  let place = noPlace
  const turns = createSerialQueue()
  const writing = createSerialQueue()

  /** What is said beside the keyring must not hold up what is in it. */
  const remember = async (next: KeptPlace): Promise<void> => {
    if (next.kind === place.kind && next.server === place.server) return
    place = next
    await deps.place.update(() => next).catch((cause: unknown) => deps.log('The small settings take nothing.', cause))
  }

  const holder: SessionHolder = {
    deps,
    record: () => record,
    change: (revised) =>
      writing.run(async () => {
        const value = revised(record)
        if (value === record) return
        if (isOver) throw new PorchlightError('busy', 'This background has ended.')
        const kept = placeOf(value)
        if (kept?.kind === 'none') await remember(kept)
        await deps.keyring.writeKeyring(bytesFromRecord(value))
        record = value
        if (kept !== undefined) await remember(kept)
      }),
    async readRecord() {
      const kept = await deps.keyring.readKeyring()
      record = kept === undefined ? emptyRecord : recordFromBytes(kept)
      place = await deps.place.read()
      const known = placeOf(record)
      if (known !== undefined) await remember(known)
    },
    lost() {
      const what = lostOf(record, place)
      return what === undefined ? undefined : { what, server: place.server }
    },
    async dropRecord() {
      await writing.idle()
      record = emptyRecord
      place = noPlace
      pairing = { step: 'idle' }
    },
    async wipeRecord(what) {
      await writing.idle()
      place = await deps.place.read()
      if (what !== 'all-missed') await remember(noPlace)
      await (what === 'couple' ? deps.keyring.forget() : deps.keyring.wipe())
      record = emptyRecord
    },
    pairing: () => pairing,
    show(view, quietly) {
      pairing = view
      if (quietly === undefined) events.changed()
    },
    exclusive: turns.run,
    asked: (act) =>
      holder.exclusive(async () => {
        try {
          return (await act()) ?? { ok: true }
        } catch (cause) {
          return { ok: false, reason: deviceRefusalFromError(cause) }
        }
      }),
    apiOf: ({ server, token }) => deps.createApi({ server, token: base64UrlFromBytes(token) }),
    async keyPair() {
      const kept = await deps.keyring.keyPair()
      if (kept !== undefined) return kept
      const made = await createDeviceKeyPair()
      await deps.keyring.writeKeyPair(made)
      return made
    },
    session: () => session,
    openSession(keyring, inner, carriedOver = []) {
      if (isOver) return
      const opening: CoupleSession = openCoupleSession(
        { ...deps, api: holder.apiOf(keyring) },
        { keyring, inner, connect: record.state !== 'ended', carriedOver },
        {
          changed() {
            hooks.changed(keyring)
            events.changed()
          },
          caretsChanged: events.caretsChanged,
          clockLearned: events.clockLearned,
          // The socket of a session that has been replaced has nothing more to say.
          ended: (code) => void holder.exclusive(async () => (session === opening ? hooks.ended(code) : undefined)),
        },
      )
      session = opening
      events.sessionChanged()
      events.changed()
    },
    async closeSession() {
      const closing = session
      session = undefined
      await closing?.close()
    },
    end() {
      isOver = true
      return holder.closeSession()
    },
    async reopen() {
      if (record.state === 'unpaired') return
      const sealed = session?.sealed
      const inner = session?.isReadable() === true ? session.inner : undefined
      await sealed?.settle().catch((cause: unknown) => deps.log('Not everything is on disk.', cause))
      const carriedOver = sealed?.unsaved() ?? []
      await holder.closeSession()
      holder.openSession(record.keyring, inner, carriedOver)
    },
    async reopenWith(inner, carriedOver) {
      if (record.state === 'unpaired') return
      const closing = session?.close()
      holder.openSession(record.keyring, inner, carriedOver)
      await closing
    },
    isCurrent: (keyring) => record.state === 'couple' && record.keyring === keyring,
    changed: events.changed,
    sessionChanged: events.sessionChanged,
  }
  return holder
}
