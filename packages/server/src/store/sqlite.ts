/** The embedded store: one SQLite file, one writer. Rule: SYNC-3, SYNC-5a–c; the promises are in `store.ts`.
 *
 *  `node:sqlite` is synchronous, so a method here has committed before its promise exists; callers must not lean on that. */
import type { DatabaseSync } from 'node:sqlite'
import { busyTimeoutMs, openSqliteFile, type SqliteFileOptions } from './sqlite-file.ts'
import { createSqliteCouples } from './sqlite-couples.ts'
import { dropOldCopies } from './sqlite-migrate.ts'
import { createSqliteDevices } from './sqlite-devices.ts'
import { createSqliteEpochRecords } from './sqlite-epoch-records.ts'
import { createSqliteInvites } from './sqlite-invites.ts'
import { createSqliteRecovery } from './sqlite-recovery.ts'
import { createSqliteRooms } from './sqlite-rooms.ts'
import { prepare } from './sqlite-statement.ts'
import { createTransaction } from './sqlite-transaction.ts'
import { type Store, storeTimes } from './store.ts'

/** Throws: PorchlightError 'broken-store' where the file is damaged, foreign, or of a newer Porchlight; nothing is changed then.
 *  @example
 *  ```ts
 *  import { openSqliteStore } from '@porchlight/server/store/sqlite'
 *
 *  const store = openSqliteStore({ path: './porchlight.sqlite', maxPages: 0 })
 *  console.log(await store.logBytes(), 'bytes wait to be folded')
 *  await store.close()
 *  ``` */
export function openSqliteStore(options: SqliteFileOptions): Store {
  const db = openSqliteFile(options)
  const transaction = createTransaction(db)
  const rooms = createSqliteRooms(db, transaction)
  const devices = createSqliteDevices(db)
  const records = createSqliteEpochRecords(db)
  const invites = createSqliteInvites(db, transaction, devices)
  const recovery = createSqliteRecovery(db, transaction, devices, records)
  const couples = createSqliteCouples({ db, transaction, rooms, devices, records, invites, recovery })
  const dropQuarantine = prepare<[number]>(db, 'DELETE FROM quarantine WHERE at <= ?')
  const one = db.prepare('SELECT 1')

  return {
    createCouple: async (couple) => couples.create(couple),
    deviceByToken: async (tokenHash) => devices.byToken(tokenHash),
    deviceById: async (deviceId) => devices.byId(deviceId),
    devicesOf: async (coupleId, person) => devices.ofPerson(coupleId, person),

    markSeen: async (coupleId, day) => couples.markSeen(coupleId, day),
    couplesNotSeenSince: async (day) => couples.notSeenSince(day),

    createInvite: async (invite, maxOpenInvites) => invites.create(invite, maxOpenInvites),
    openInvite: async (proof) => invites.open(proof),
    claimInvite: async (claim, maxDevices) => invites.claim(claim, maxDevices),
    revealInvite: async (inviteId, creator, reveal, now) => invites.reveal(inviteId, creator, reveal, now),
    invite: async (inviteId, now) => invites.find(inviteId, now),
    burnInvite: async (inviteId, creator) => invites.burn(inviteId, creator),
    rejectInvite: async (proof) => invites.reject(proof),

    putRecovery: async (words) => recovery.put(words),
    openRecovery: async (proof) => recovery.open(proof),
    isRecovering: async (deviceId, now) => recovery.recoveringAs(deviceId, now) !== undefined,
    recoveriesOf: async (coupleId) => recovery.of(coupleId),

    moveEpoch: async (move) => couples.moveEpoch(move),
    epochRecords: async (deviceId, after) => records.of(deviceId, after),
    ackEpochs: async (deviceId, epoch) => transaction(() => records.drop(deviceId, epoch)),
    async leave(coupleId, person) {
      const left = couples.leave(coupleId, person)
      emptyWriteAheadLog(db)
      return left
    },
    async leaveAlone(coupleId, deviceId) {
      const left = couples.leaveAlone(coupleId, deviceId)
      emptyWriteAheadLog(db)
      return left
    },
    async erase(coupleId) {
      const erased = couples.erase(coupleId)
      emptyWriteAheadLog(db)
      return erased
    },

    append: async (batch) => rooms.append(batch),
    summary: async (room) => rooms.summary(room),
    standings: async (names) => transaction(() => names.map((room) => couples.standing(room))),
    load: async (room) => rooms.load(room),
    since: async (room, seq) => rooms.since(room, seq),
    fold: async (folds) => rooms.fold(folds),
    longestTails: async (count) => rooms.longestTails(count),
    logBytes: async () => rooms.logBytes(),

    purge: async (now) => ({
      quarantined: transaction(() => dropQuarantine.run(now - storeTimes.quarantineMs)),
      invites: invites.purge(now),
      recovering: recovery.purge(now),
      copies: dropOldCopies(options.path, now),
    }),
    ping: async () => {
      one.get()
      transaction.prove()
    },
    close: async () => db.close(),
  }
}

/** What somebody asked to be deleted stays in the write-ahead log until it is written over: so it is emptied there and then.
 *  Where a backup is being read it is not, and nobody waits; the next time it is, it goes as well. Rule: LEAVE-1, LEAVE-2 */
const emptyWriteAheadLog = (db: DatabaseSync): void => {
  db.exec('PRAGMA busy_timeout = 0')
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
}
