/** Rooms in SQLite: a base per room, and one log for all of them.
 *
 *  Which log rows belong to which room lives in memory: the embedded store has exactly one writer, this process
 *  (`sqlite-file.ts`), so memory and file cannot disagree. Only rooms with unfolded rows take memory. Rule: SYNC-5a–c. */
import type { DatabaseSync } from 'node:sqlite'
import { PorchlightError } from '@porchlight/shared/errors'
import { type CoupleId, type RoomName, roomName } from '@porchlight/shared/wire/api'
import { bytes, type RowOf, text, whole } from './columns.ts'
import { placeOf } from './room-place.ts'
import { prepare, prepareQuery } from './sqlite-statement.ts'
import type { Transaction } from './sqlite-transaction.ts'
import type { Append, Fold, Folded, RoomSummary, Row, StoredRoom } from './store.ts'

/** A room's unfolded rows: `rows` are places in the shared log, oldest first, `sizes` their bytes; the head is `foldedHead + rows.length`. */
interface Tail {
  readonly id: number
  foldedHead: number
  rows: number[]
  sizes: number[]
  bytes: number
}

/** Synchronous inside; `sqlite.ts` makes the asynchronous contract of it. */
export interface SqliteRooms {
  append(batch: readonly Append[]): (number | undefined)[]
  summary(room: RoomName): RoomSummary | undefined
  load(room: RoomName): StoredRoom | undefined
  since(room: RoomName, seq: number): Row[] | undefined
  fold(folds: readonly Fold[]): boolean[]
  longestTails(count: number): RoomName[]
  logBytes(): number
  /** Inside a transaction of the caller's. */
  create(coupleId: CoupleId, epoch: number, base: Folded): void
  /** Inside a transaction of the caller's, who calls what it returns once that is committed. */
  remove(coupleId: CoupleId, epoch: number): () => void
}

const roomColumns = { id: whole, folded_head: whole, state_vector: bytes, base_bytes: whole }
type RoomRow = RowOf<typeof roomColumns>

export function createSqliteRooms(db: DatabaseSync, transaction: Transaction): SqliteRooms {
  const insertRow = prepare<[number, number, Uint8Array]>(db, 'INSERT INTO log (seq, room, bytes) VALUES (?, ?, ?)')
  const deleteRow = prepare<[number]>(db, 'DELETE FROM log WHERE seq = ?')
  const readRow = prepareQuery<[number]>()(db, 'SELECT bytes FROM log WHERE seq = ?', { bytes })
  const keepAside = prepare<[number, number, number, number]>(
    db,
    'INSERT OR REPLACE INTO quarantine (room, seq, bytes, at) SELECT ?, ?, bytes, ? FROM log WHERE seq = ?',
  )
  const findRoom = prepareQuery<[string, number]>()(
    db,
    'SELECT id, folded_head, state_vector, length(base) AS base_bytes FROM rooms WHERE couple = ? AND epoch = ?',
    roomColumns,
  )
  const readBase = prepareQuery<[number]>()(db, 'SELECT base FROM rooms WHERE id = ?', { base: bytes })
  const insertRoom = prepare<[CoupleId, number, Uint8Array, Uint8Array]>(
    db,
    'INSERT INTO rooms (couple, epoch, folded_head, state_vector, base) VALUES (?, ?, 0, ?, ?)',
  )
  const writeBase = prepare<[number, Uint8Array, Uint8Array, number]>(
    db,
    'UPDATE rooms SET folded_head = ?, state_vector = ?, base = ? WHERE id = ?',
  )
  const deleteRoom = prepare<[number]>(db, 'DELETE FROM rooms WHERE id = ?')

  transaction(() => mendRooms(db))
  const { tails, lastSeq } = scanLog(db)
  let nextSeq = lastSeq + 1
  let logBytes = 0
  for (const tail of tails.values()) logBytes += tail.bytes

  const find = (room: RoomName): RoomRow | undefined => {
    const { couple, epoch } = placeOf(room)
    return findRoom.get(couple, epoch)
  }

  const tailOf = (room: RoomName): Tail | undefined => {
    const known = tails.get(room)
    if (known !== undefined) return known
    const row = find(room)
    if (row === undefined) return undefined
    const tail: Tail = { id: row.id, foldedHead: row.folded_head, rows: [], sizes: [], bytes: 0 }
    tails.set(room, tail)
    return tail
  }

  /** Many reads as one: a read on its own takes and gives back the file's lock, which costs more than the row (3.5 µs against 1.0). */
  const snapshot: Transaction = transaction

  const readRows = (tail: Tail, fromIndex: number): Row[] =>
    tail.rows.slice(fromIndex).map((seq, index) => ({
      seq: tail.foldedHead + fromIndex + index + 1,
      update: there(readRow.get(seq)).bytes,
    }))

  const dropFolded = (room: RoomName, tail: Tail, head: number, goneRows: number): void => {
    const goneBytes = tail.sizes.slice(0, goneRows).reduce((sum, size) => sum + size, 0)
    tail.foldedHead = head
    tail.rows = tail.rows.slice(goneRows)
    tail.sizes = tail.sizes.slice(goneRows)
    tail.bytes -= goneBytes
    logBytes -= goneBytes
    if (tail.rows.length === 0) tails.delete(room)
  }

  const forget = (room: RoomName): void => {
    const tail = tails.get(room)
    if (tail === undefined) return
    logBytes -= tail.bytes
    tails.delete(room)
  }

  return {
    append(batch) {
      const firstSeq = nextSeq
      const places = transaction(() => {
        let seq = firstSeq
        return batch.map(({ room, update }) => {
          const tail = tailOf(room)
          if (tail === undefined) return undefined
          insertRow.run(seq, tail.id, update)
          return { tail, seq: seq++, bytes: update.byteLength }
        })
      })
      return places.map((place) => {
        if (place === undefined) return undefined
        place.tail.rows.push(place.seq)
        place.tail.sizes.push(place.bytes)
        place.tail.bytes += place.bytes
        logBytes += place.bytes
        nextSeq = place.seq + 1
        return place.tail.foldedHead + place.tail.rows.length
      })
    },

    summary(room) {
      const row = find(room)
      if (row === undefined) return undefined
      const tail = tails.get(room)
      const tailRows = tail?.rows.length ?? 0
      return {
        head: row.folded_head + tailRows,
        stateVector: row.state_vector,
        tailRows,
        bytes: row.base_bytes + (tail?.bytes ?? 0),
      }
    },

    load: (room) =>
      snapshot(() => {
        const row = find(room)
        if (row === undefined) return undefined
        const { base } = there(readBase.get(row.id))
        const tail = tails.get(room)
        const rows = tail === undefined ? [] : readRows(tail, 0)
        const head = row.folded_head + rows.length
        return { head, base: { update: base, stateVector: row.state_vector }, tail: rows }
      }),

    since: (room, seq) =>
      snapshot(() => {
        const tail = tailOf(room)
        if (tail === undefined || seq < tail.foldedHead) return undefined
        return readRows(tail, seq - tail.foldedHead)
      }),

    fold(folds) {
      const done = folds.map(({ room, head }) => {
        const tail = tailOf(room)
        if (tail === undefined || head < tail.foldedHead || head > tail.foldedHead + tail.rows.length) return undefined
        return { room, tail, head, goneRows: head - tail.foldedHead }
      })
      transaction(() => {
        const gone: number[] = []
        for (const [place, { base, quarantine, now }] of folds.entries()) {
          const found = done[place]
          if (found === undefined) continue
          const { tail, head, goneRows } = found
          for (const seq of quarantine) keepAside.run(tail.id, seq, now, tail.rows[seq - tail.foldedHead - 1] ?? 0)
          writeBase.run(head, base.stateVector, base.update, tail.id)
          for (let row = 0; row < goneRows; row++) gone.push(tail.rows[row] ?? 0)
        }
        // In the order they lie in: the rows of rooms that were busy together share pages.
        for (const seq of gone.sort((x, y) => x - y)) deleteRow.run(seq)
      })
      for (const found of done) if (found !== undefined) dropFolded(found.room, found.tail, found.head, found.goneRows)
      return done.map((found) => found !== undefined)
    },

    longestTails: (count) =>
      [...tails.entries()]
        .filter(([, tail]) => tail.rows.length > 0)
        .sort(([, x], [, y]) => y.bytes - x.bytes)
        .slice(0, count)
        .map(([room]) => room),

    logBytes: () => logBytes,

    create(coupleId, epoch, base) {
      insertRoom.run(coupleId, epoch, base.stateVector, base.update)
    },

    remove(coupleId, epoch) {
      const room = roomName(coupleId, epoch)
      const row = find(room)
      if (row !== undefined) {
        for (const seq of tails.get(room)?.rows ?? []) deleteRow.run(seq)
        deleteRoom.run(row.id)
      }
      return () => forget(room)
    },
  }
}

/** What somebody else took out of the file: a couple without its room gets an empty one, which its devices fill again (SEAL-8);
 *  rows of a room that is gone belong to nobody any more. */
const mendRooms = (db: DatabaseSync): void => {
  db.exec(`
    INSERT INTO rooms (couple, epoch, folded_head, state_vector, base) SELECT id, epoch, 0, x'00', x'0000' FROM couples
      WHERE NOT EXISTS (SELECT 1 FROM rooms WHERE rooms.couple = couples.id AND rooms.epoch = couples.epoch);
    DELETE FROM log WHERE room NOT IN (SELECT id FROM rooms);`)
}

/** One pass over the log: which rows belong to which room. Rows of rooms that are gone cannot be: they go in one transaction. */
const scanLog = (db: DatabaseSync): { tails: Map<RoomName, Tail>; lastSeq: number } => {
  const tails = new Map<RoomName, Tail>()
  const byId = new Map<number, Tail>()
  const roomById = prepareQuery<[number]>()(db, 'SELECT couple, epoch, folded_head FROM rooms WHERE id = ?', {
    couple: text,
    epoch: whole,
    folded_head: whole,
  })
  const log = prepareQuery<[]>()(db, 'SELECT seq, room, length(bytes) AS size FROM log ORDER BY seq', {
    seq: whole,
    room: whole,
    size: whole,
  })
  let lastSeq = 0
  for (const { seq, room, size } of log.each()) {
    lastSeq = seq
    let tail = byId.get(room)
    if (tail === undefined) {
      const found = there(roomById.get(room))
      tail = { id: room, foldedHead: found.folded_head, rows: [], sizes: [], bytes: 0 }
      byId.set(room, tail)
      tails.set(roomName(found.couple, found.epoch), tail)
    }
    tail.rows.push(seq)
    tail.sizes.push(size)
    tail.bytes += size
  }
  return { tails, lastSeq }
}

/** A row that this transaction knows to be there. */
const there = <Row>(row: Row | undefined): Row => {
  if (row !== undefined) return row
  throw new PorchlightError('broken-store', 'A row of the database is gone that was there before.')
}
