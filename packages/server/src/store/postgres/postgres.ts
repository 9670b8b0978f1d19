/** The store on PostgreSQL: as many nodes as one likes, one truth. Rule: SYNC-3, SYNC-5a–c, NODE-1, NODE-2; the promises are in `store.ts`. */
import { PorchlightError } from '@porchlight/shared/errors'
import { type Store, storeTimes } from '../store.ts'
import * as couples from './couples.ts'
import { createDatabase, type DatabaseOptions } from './database.ts'
import * as devices from './devices.ts'
import { dropRecords, recordsOf } from './epoch-records.ts'
import * as invites from './invites.ts'
import { openSchema } from './migrate.ts'
import * as recovery from './recovery.ts'
import * as rooms from './rooms.ts'

export interface PostgresStoreOptions extends DatabaseOptions {
  /** This node's name, under which the others are told what it commits. */
  node: string
}

/** Throws: PorchlightError 'broken-store' where the database cannot be reached, is another program's, of a newer Porchlight, too old, or
 *  promises less than it should */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const database = createDatabase(options)
  try {
    await openSchema(database)
  } catch (error) {
    await database.close()
    if (error instanceof PorchlightError && error.code === 'broken-store') throw error
    throw new PorchlightError('broken-store', 'The database of DATABASE_URL could not be opened.', { cause: error })
  }

  return {
    createCouple: (couple) => couples.createCouple(database, couple),
    deviceByToken: (tokenHash) => devices.deviceByToken(database, tokenHash),
    deviceById: (deviceId) => devices.deviceById(database, deviceId),
    devicesOf: (coupleId, person) => devices.devicesOfPerson(database, coupleId, person),

    markSeen: (coupleId, day) => couples.markSeen(database, coupleId, day),
    couplesNotSeenSince: (day) => couples.couplesNotSeenSince(database, day),

    createInvite: (invite, maxOpenInvites) => invites.createInvite(database, invite, maxOpenInvites),
    openInvite: (proof) => invites.openInvite(database, proof),
    claimInvite: (claim, maxDevices) => invites.claimInvite(database, claim, maxDevices),
    revealInvite: (inviteId, creator, reveal, now) => invites.revealInvite(database, inviteId, creator, reveal, now),
    invite: (inviteId, now) => invites.findInvite(database, inviteId, now),
    burnInvite: (inviteId, creator) => invites.burnInvite(database, inviteId, creator),
    rejectInvite: (proof) => invites.rejectInvite(database, proof),

    putRecovery: (words) => recovery.putRecovery(database, words),
    openRecovery: (proof) => recovery.openRecovery(database, proof),
    isRecovering: async (deviceId, now) => (await recovery.recoveringAs(database, deviceId, now)) !== undefined,
    recoveriesOf: (coupleId) => recovery.recoveriesOf(database, coupleId),

    moveEpoch: (move) => couples.moveEpoch(database, move),
    epochRecords: (deviceId, after) => recordsOf(database, deviceId, after),
    ackEpochs: (deviceId, epoch) => dropRecords(database, deviceId, epoch),
    leave: (coupleId, person) => couples.leave(database, coupleId, person),
    leaveAlone: (coupleId, deviceId) => couples.leaveAlone(database, coupleId, deviceId),
    erase: (coupleId) => couples.erase(database, coupleId),

    append: (batch) => rooms.append(database, options.node, batch),
    summary: (room) => rooms.summary(database, room),
    standings: (names) => rooms.standings(database, names),
    load: (room) => rooms.load(database, room),
    since: (room, seq) => rooms.since(database, room, seq),
    fold: (folds) => rooms.fold(database, folds),
    longestTails: (count) => rooms.longestTails(database, count),
    logBytes: () => rooms.logBytes(database),

    purge: async (now) => ({
      quarantined: await database.run('DELETE FROM quarantine WHERE at <= $1', now - storeTimes.quarantineMs),
      invites: await invites.purgeInvites(database, now),
      recovering: await recovery.purgeRecovering(database, now),
      copies: 0,
    }),
    // Writes: a database that only answers is of no use to anybody who has something to say.
    ping: async () => void (await database.run('UPDATE misses SET n = n WHERE id = 1')),
    close: () => database.close(),
  }
}
