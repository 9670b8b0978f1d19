/** How much there is, in numbers without a name: no ids, no times finer than "how many days ago". */
import { existsSync, statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { databasePath } from '../store/data-dir.ts'
import { dayOf } from '../store/utc-day.ts'
import { numberOf, openToReadToday, schemaVersion } from '../store/sqlite-inspection.ts'
import { type Command, size } from './command.ts'

/** Upper bounds of the classes rooms are counted in, base and unfolded rows together. */
const sizeClasses = [1024, 16 * 1024, 128 * 1024, 1024 * 1024, 2 * 1024 * 1024]
const seenWithinDays = [1, 7, 30, 90]

export const stats: Command = {
  usage: '[--json]',
  summary: 'counts couples, devices, rooms and bytes, without a name; the server may be running',
  operands: 0,
  options: { json: { type: 'boolean' } },
  run: async ({ options, dataDir, say }) => {
    const path = databasePath(dataDir)
    const db = openToReadToday(path)
    try {
      db.exec('BEGIN')
      const found = { ...numbersOf(db), fileBytes: bytesOf(path), walBytes: bytesOf(`${path}-wal`) }
      if (options['json'] === true) say(JSON.stringify(found))
      else linesOf(found).forEach(say)
      return 0
    } finally {
      db.close()
    }
  },
}

interface Numbers {
  schema: number
  couples: number
  couplesOfTwo: number
  couplesSeenWithinDays: Record<string, number>
  devices: { active: number; pending: number; revoked: number }
  invites: number
  recoveries: number
  epochRecords: number
  rooms: number
  roomsUpToBytes: Record<string, number>
  roomsAboveBytes: number
  roomBytes: number
  unfoldedRows: number
  unfoldedBytes: number
  quarantinedRows: number
  fileBytes: number
  walBytes: number
}

const numbersOf = (db: DatabaseSync): Omit<Numbers, 'fileBytes' | 'walBytes'> => {
  const n = (sql: string): number => numberOf(db, sql)
  const devices = (state: string): number => n(`SELECT count(*) FROM devices WHERE state = '${state}'`)
  const today = Date.now()
  const roomBytes = db
    .prepare(
      `SELECT length(base) + coalesce(l.bytes, 0) AS bytes
       FROM rooms r LEFT JOIN (SELECT room, sum(length(bytes)) AS bytes FROM log GROUP BY room) l ON l.room = r.id`,
    )
    .all()
    .map((row) => Number(row['bytes']))
  return {
    schema: schemaVersion(db),
    couples: n('SELECT count(*) FROM couples'),
    couplesOfTwo: n(
      `SELECT count(*) FROM (SELECT couple FROM devices WHERE state = 'active' GROUP BY couple HAVING count(DISTINCT person) = 2)`,
    ),
    couplesSeenWithinDays: Object.fromEntries(
      seenWithinDays.map((days) => [
        days,
        n(`SELECT count(*) FROM couples WHERE seen_day > '${dayOf(today - days * 86_400_000)}'`),
      ]),
    ),
    devices: { active: devices('active'), pending: devices('pending'), revoked: devices('revoked') },
    invites: n(`SELECT count(*) FROM invites WHERE state IN ('waiting', 'claimed', 'revealed') AND expires > ${today}`),
    recoveries: n('SELECT count(*) FROM recovery'),
    epochRecords: n('SELECT count(*) FROM epoch_records'),
    rooms: roomBytes.length,
    roomsUpToBytes: Object.fromEntries(
      sizeClasses.map((bound, index) => [
        bound,
        roomBytes.filter((bytes) => bytes <= bound && bytes > (sizeClasses[index - 1] ?? -1)).length,
      ]),
    ),
    roomsAboveBytes: roomBytes.filter((bytes) => bytes > (sizeClasses.at(-1) ?? 0)).length,
    roomBytes: roomBytes.reduce((sum, bytes) => sum + bytes, 0),
    unfoldedRows: n('SELECT count(*) FROM log'),
    unfoldedBytes: n('SELECT coalesce(sum(length(bytes)), 0) FROM log'),
    quarantinedRows: n('SELECT count(*) FROM quarantine'),
  }
}

const linesOf = (found: Numbers): string[] =>
  (
    [
      ['couples', `${found.couples}, of two people ${found.couplesOfTwo}`],
      ...Object.entries(found.couplesSeenWithinDays).map(([days, n]) => [`  here within ${days} d`, `${n}`]),
      ['devices', `${found.devices.active} active, ${found.devices.pending} waiting, ${found.devices.revoked} revoked`],
      ['open invites', `${found.invites}`],
      ['recovery words', `${found.recoveries}`],
      ['epoch records', `${found.epochRecords}`],
      ['rooms', `${found.rooms}, ${size(found.roomBytes)}`],
      ...Object.entries(found.roomsUpToBytes).map(([bytes, n]) => [`  up to ${size(Number(bytes))}`, `${n}`]),
      ['  larger', `${found.roomsAboveBytes}`],
      ['not folded yet', `${found.unfoldedRows} rows, ${size(found.unfoldedBytes)}`],
      ['in quarantine', `${found.quarantinedRows} rows`],
      ['database', `${size(found.fileBytes)} and ${size(found.walBytes)} of log ahead of it, schema ${found.schema}`],
    ] as [string, string][]
  ).map(([what, how]) => `${what.padEnd(20)}${how}`)

const bytesOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0)
