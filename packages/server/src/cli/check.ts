/** Proves that what is stored can be used: the file is whole, and every room opens, as the server would open it.
 *
 *  Reads one snapshot, beside a running server too; while it reads, the server's log ahead of the database cannot shrink.
 *  Exit code 1 where the file is damaged or a room does not open. Rows that no document takes are no damage: the server puts
 *  them aside by itself (SYNC-5b). */
import type { DatabaseSync } from 'node:sqlite'
import { compact } from '../room/compaction.ts'
import { foldOnce } from '../room/fold.ts'
import { databasePath } from '../store/data-dir.ts'
import { allProblems, numberOf, openToReadToday } from '../store/sqlite-inspection.ts'
import type { Row } from '../store/store.ts'
import { type Command, count } from './command.ts'

interface RoomRow {
  id: number
  folded_head: number
  base: Uint8Array
  state_vector: Uint8Array
}

export const check: Command = {
  usage: '',
  summary: 'proves that the file is whole and every room opens; the server may be running',
  operands: 0,
  options: {},
  run: async ({ dataDir, say }) => {
    const db = openToReadToday(databasePath(dataDir))
    try {
      db.exec('BEGIN')
      const problems = allProblems(db)
      const found = await openRooms(db)
      problems.forEach((problem) => say(`Damaged: ${problem}`))
      say(`${count(found.opened, 'room')} opened, ${found.broken} did not.`)
      if (found.poisonous > 0)
        say(`${count(found.poisonous, 'row')} that no document takes: the server will put them aside (quarantine).`)
      say(`In quarantine: ${count(numberOf(db, 'SELECT count(*) FROM quarantine'), 'row')}.`)
      const isSound = problems.length === 0 && found.broken === 0
      say(isSound ? 'All is well.' : 'Something is wrong. Keep this file, and restore a backup to another directory.')
      return isSound ? 0 : 1
    } finally {
      db.close()
    }
  },
}

const openRooms = async (db: DatabaseSync): Promise<{ opened: number; broken: number; poisonous: number }> => {
  const found = { opened: 0, broken: 0, poisonous: 0 }
  const places = placesByRoom(db)
  const readRow = db.prepare('SELECT bytes FROM log WHERE seq = ?')
  for (const read of db.prepare('SELECT id, folded_head, base, state_vector FROM rooms').iterate()) {
    const room = read as unknown as RoomRow
    const tail = (places.get(room.id) ?? []).map((seq, index): Row => {
      const { bytes } = readRow.get(seq) as unknown as { bytes: Uint8Array }
      return { seq: room.folded_head + index + 1, update: bytes }
    })
    // One after the other: opening is this process's own time.
    // oxlint-disable-next-line no-await-in-loop
    const poisonous = await poisonousRowsOf(room, tail)
    if (poisonous === undefined) found.broken++
    else {
      found.opened++
      found.poisonous += poisonous
    }
  }
  return found
}

/** How many rows would be put aside; undefined where the room does not open, or its base is not what its state vector says. */
const poisonousRowsOf = async (room: RoomRow, tail: Row[]): Promise<number | undefined> => {
  const base = foldOnce([room.base])
  if (base === undefined || !Buffer.from(base.stateVector).equals(room.state_vector)) return undefined
  if (foldOnce([room.base, ...tail.map(({ update }) => update)]) !== undefined) return 0
  return (await compact(room.base, tail))?.poisonous.length
}

const placesByRoom = (db: DatabaseSync): Map<number, number[]> => {
  const places = new Map<number, number[]>()
  for (const row of db.prepare('SELECT seq, room FROM log ORDER BY seq').iterate()) {
    const { seq, room } = row as unknown as { seq: number; room: number }
    const known = places.get(room)
    if (known === undefined) places.set(room, [seq])
    else known.push(seq)
  }
  return places
}
