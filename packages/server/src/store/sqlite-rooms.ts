/** Rooms in SQLite: a base per room, and one log for all of them.
 *
 *  Which log rows belong to which room lives in memory: the embedded store has exactly one writer, this process
 *  (`sqlite-file.ts`), so memory and file cannot disagree. Only rooms with unfolded rows take memory. Rule: SYNC-5a–c. */
import type { DatabaseSync } from 'node:sqlite'
import { type CoupleId, type RoomName, roomName } from '@porchlight/shared/wire/api'
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

interface RoomRow {
  id: number
  folded_head: number
  state_vector: Uint8Array
  base_bytes: number
}

/** Synchronous inside; `sqlite.ts` makes the asynchronous contract of it. */
export function createSqliteRooms(db: DatabaseSync, transaction: Transaction) {
  const insertRow = db.prepare('INSERT INTO log (seq, room, bytes) VALUES (?, ?, ?)')
  const deleteRow = db.prepare('DELETE FROM log WHERE seq = ?')
  const readRow = db.prepare('SELECT bytes FROM log WHERE seq = ?')
  const keepAside = db.prepare(
    'INSERT OR REPLACE INTO quarantine (room, seq, bytes, at) SELECT ?, ?, bytes, ? FROM log WHERE seq = ?',
  )
  const findRoom = db.prepare(
    'SELECT id, folded_head, state_vector, length(base) AS base_bytes FROM rooms WHERE couple = ? AND epoch = ?',
  )
  const readBase = db.prepare('SELECT base FROM rooms WHERE id = ?')
  const insertRoom = db.prepare(
    'INSERT INTO rooms (couple, epoch, folded_head, state_vector, base) VALUES (?, ?, 0, ?, ?)',
  )
  const writeBase = db.prepare('UPDATE rooms SET folded_head = ?, state_vector = ?, base = ? WHERE id = ?')
  const deleteRoom = db.prepare('DELETE FROM rooms WHERE id = ?')

  transaction(() => mendRooms(db))
  const { tails, lastSeq } = scanLog(db)
  let nextSeq = lastSeq + 1
  let logBytes = 0
  for (const tail of tails.values()) logBytes += tail.bytes

  const find = (room: RoomName): RoomRow | null => {
    const dot = room.indexOf('.')
    const row = findRoom.get(room.slice(0, dot), Number(room.slice(dot + 1)))
    return row === undefined ? null : (row as unknown as RoomRow)
  }

  const tailOf = (room: RoomName): Tail | null => {
    const known = tails.get(room)
    if (known !== undefined) return known
    const row = find(room)
    if (row === null) return null
    const tail: Tail = { id: row.id, foldedHead: row.folded_head, rows: [], sizes: [], bytes: 0 }
    tails.set(room, tail)
    return tail
  }

  /** Many reads as one: a read on its own takes and gives back the file's lock, which costs more than the row (3.5 µs against 1.0). */
  const snapshot: Transaction = transaction

  const readRows = (tail: Tail, fromIndex: number): Row[] =>
    tail.rows.slice(fromIndex).map((seq, index) => {
      const row = readRow.get(seq) as unknown as { bytes: Uint8Array }
      return { seq: tail.foldedHead + fromIndex + index + 1, update: row.bytes }
    })

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
    append(batch: readonly Append[]): (number | null)[] {
      const firstSeq = nextSeq
      const places = transaction(() => {
        let seq = firstSeq
        return batch.map(({ room, update }) => {
          const tail = tailOf(room)
          if (tail === null) return null
          insertRow.run(seq, tail.id, update)
          return { tail, seq: seq++, bytes: update.byteLength }
        })
      })
      return places.map((place) => {
        if (place === null) return null
        place.tail.rows.push(place.seq)
        place.tail.sizes.push(place.bytes)
        place.tail.bytes += place.bytes
        logBytes += place.bytes
        nextSeq = place.seq + 1
        return place.tail.foldedHead + place.tail.rows.length
      })
    },

    summary(room: RoomName): RoomSummary | null {
      const row = find(room)
      if (row === null) return null
      const tail = tails.get(room)
      const tailRows = tail?.rows.length ?? 0
      return {
        head: row.folded_head + tailRows,
        stateVector: row.state_vector,
        tailRows,
        bytes: row.base_bytes + (tail?.bytes ?? 0),
      }
    },

    load: (room: RoomName): StoredRoom | null =>
      snapshot(() => {
        const row = find(room)
        if (row === null) return null
        const { base } = readBase.get(row.id) as unknown as { base: Uint8Array }
        const tail = tails.get(room)
        const rows = tail === undefined ? [] : readRows(tail, 0)
        const head = row.folded_head + rows.length
        return { head, base: { update: base, stateVector: row.state_vector }, tail: rows }
      }),

    since: (room: RoomName, seq: number): Row[] | null =>
      snapshot(() => {
        const tail = tailOf(room)
        if (tail === null || seq < tail.foldedHead) return null
        return readRows(tail, seq - tail.foldedHead)
      }),

    fold(folds: readonly Fold[]): boolean[] {
      const done = folds.map(({ room, head }) => {
        const tail = tailOf(room)
        if (tail === null || head < tail.foldedHead || head > tail.foldedHead + tail.rows.length) return null
        return { room, tail, head, goneRows: head - tail.foldedHead }
      })
      transaction(() => {
        const gone: number[] = []
        for (const [place, { base, quarantine, now }] of folds.entries()) {
          const found = done[place]
          if (found === undefined || found === null) continue
          const { tail, head, goneRows } = found
          for (const seq of quarantine) keepAside.run(tail.id, seq, now, tail.rows[seq - tail.foldedHead - 1] ?? 0)
          writeBase.run(head, base.stateVector, base.update, tail.id)
          for (let row = 0; row < goneRows; row++) gone.push(tail.rows[row] ?? 0)
        }
        // In the order they lie in: the rows of rooms that were busy together share pages.
        for (const seq of gone.sort((x, y) => x - y)) deleteRow.run(seq)
      })
      for (const found of done) if (found !== null) dropFolded(found.room, found.tail, found.head, found.goneRows)
      return done.map((found) => found !== null)
    },

    longestTails: (count: number): RoomName[] =>
      [...tails.entries()]
        .filter(([, tail]) => tail.rows.length > 0)
        .sort(([, x], [, y]) => y.bytes - x.bytes)
        .slice(0, count)
        .map(([room]) => room),

    logBytes: (): number => logBytes,

    /** Inside a transaction of the caller's. */
    create(coupleId: CoupleId, epoch: number, base: Folded): void {
      insertRoom.run(coupleId, epoch, base.stateVector, base.update)
    },

    /** Inside a transaction of the caller's, who calls what it returns once that is committed. */
    remove(coupleId: CoupleId, epoch: number): () => void {
      const room = roomName(coupleId, epoch)
      const row = find(room)
      if (row !== null) {
        for (const seq of tails.get(room)?.rows ?? []) deleteRow.run(seq)
        deleteRoom.run(row.id)
      }
      return () => forget(room)
    },
  }
}

export type SqliteRooms = ReturnType<typeof createSqliteRooms>

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
  const roomById = db.prepare('SELECT couple, epoch, folded_head FROM rooms WHERE id = ?')
  let lastSeq = 0
  for (const row of db.prepare('SELECT seq, room, length(bytes) AS size FROM log ORDER BY seq').iterate()) {
    const { seq, room, size } = row as unknown as { seq: number; room: number; size: number }
    lastSeq = seq
    let tail = byId.get(room)
    if (tail === undefined) {
      const found = roomById.get(room) as unknown as { couple: string; epoch: number; folded_head: number }
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
