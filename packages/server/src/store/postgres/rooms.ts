/** Rooms in PostgreSQL: a head and a base for each, and one log for all. Rule: SYNC-5a–c, NODE-2.
 *
 *  Heads are locked in the order of couple and epoch, whoever locks them: so two nodes never wait for each other in a circle. */
import { type CoupleId, type DeviceId, type RoomName, roomName } from '@porchlight/shared/wire/api'
import { channel } from '../../bus/postgres-note.ts'
import { bytes, nullable, text, whole } from '../columns.ts'
import { placeOf } from '../room-place.ts'
import type { Append, Fold, Folded, RoomStanding, RoomSummary, Row, StoredRoom } from '../store.ts'
import type { Database, Session } from './database.ts'

/** Of less than 50 bytes each: a note takes 8,000. */
const roomsInANote = 120

/** One statement: the rows it inserts have the places it has raised the heads to, or nothing happened. All bytes come as one parameter, cut
 *  up there: an array of them would travel as text, twice as long. A head that another node raised meanwhile is read anew once
 *  its lock is had (READ COMMITTED). The other nodes are told by the same transaction: never before it is durable, in its order. */
const appendSql = `
  WITH given AS (
    SELECT ord, couple, epoch, substring($5::bytea FROM start FOR size) AS bytes, size,
      row_number() OVER (PARTITION BY couple, epoch ORDER BY ord) AS nth
    FROM unnest($1::text[], $2::bigint[], $3::int[], $4::int[]) WITH ORDINALITY AS g(couple, epoch, start, size, ord)
  ), counted AS (
    SELECT couple, epoch, count(*) AS n, sum(size) AS size FROM given GROUP BY couple, epoch
  ), locked AS (
    SELECT h.couple, h.epoch FROM heads h JOIN counted USING (couple, epoch) ORDER BY h.couple, h.epoch FOR UPDATE OF h
  ), raised AS (
    UPDATE heads h SET head = h.head + c.n, tail_bytes = h.tail_bytes + c.size
    FROM locked l JOIN counted c USING (couple, epoch)
    WHERE h.couple = l.couple AND h.epoch = l.epoch
    RETURNING h.couple, h.epoch, h.head - c.n AS before
  ), kept AS (
    INSERT INTO log (couple, epoch, seq, bytes)
    SELECT g.couple, g.epoch, r.before + g.nth, g.bytes FROM given g JOIN raised r USING (couple, epoch)
  ), told AS (
    SELECT pg_notify($6, $7 || string_agg(couple || '.' || epoch || ':' || place, ' '))
    FROM (
      SELECT r.couple, r.epoch, r.before + c.n AS place, (row_number() OVER () - 1) / ${roomsInANote} AS note
      FROM raised r JOIN counted c USING (couple, epoch)
    ) AS raised_to GROUP BY note
  )
  SELECT r.before + g.nth AS place, (SELECT count(*) FROM told) AS notes
  FROM given g LEFT JOIN raised r USING (couple, epoch) ORDER BY g.ord`

/** @param node what its notes are told under */
export async function append(
  session: Session,
  node: string,
  batch: readonly Append[],
): Promise<(number | undefined)[]> {
  if (batch.length === 0) return []
  const places = batch.map(({ room }) => placeOf(room))
  const sizes = batch.map(({ update }) => update.byteLength)
  let next = 1
  const starts = sizes.map((size) => (next += size) - size)
  const rows = await session.all(
    { place: nullable(whole) },
    appendSql,
    places.map(({ couple }) => couple),
    places.map(({ epoch }) => epoch),
    starts,
    sizes,
    Buffer.concat(batch.map(({ update }) => update)),
    channel,
    `u${node} `,
  )
  return rows.map(({ place }) => place ?? undefined)
}

export async function summary(session: Session, room: RoomName): Promise<RoomSummary | undefined> {
  const { couple, epoch } = placeOf(room)
  const row = await session.get(
    { head: whole, folded: whole, bytes: whole, state_vector: bytes },
    `SELECT h.head, h.folded, h.base_bytes + h.tail_bytes AS bytes, b.state_vector
     FROM heads h JOIN bases b USING (couple, epoch) WHERE h.couple = $1 AND h.epoch = $2`,
    couple,
    epoch,
  )
  if (row === undefined) return undefined
  return { head: row.head, stateVector: row.state_vector, tailRows: row.head - row.folded, bytes: row.bytes }
}

/** One statement for all of them. */
export async function standings(session: Session, rooms: readonly RoomName[]): Promise<(RoomStanding | undefined)[]> {
  const places = rooms.map(placeOf)
  const rows = await session.all(
    { epoch: nullable(whole), head: nullable(whole), active: text },
    `SELECT c.epoch, h.head, coalesce((
       SELECT string_agg(d.id, ' ') FROM devices d WHERE d.couple = g.couple AND d.state = 'active'
     ), '') AS active
     FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS g(couple, epoch, ord)
     LEFT JOIN couples c ON c.id = g.couple LEFT JOIN heads h ON h.couple = g.couple AND h.epoch = g.epoch
     ORDER BY g.ord`,
    places.map(({ couple }) => couple),
    places.map(({ epoch }) => epoch),
  )
  return rows.map(({ epoch, head, active }) =>
    epoch === null ? undefined : { epoch, head: head ?? undefined, active: active.split(' ').filter(isDeviceId) },
  )
}

const isDeviceId = (id: string): id is DeviceId => id !== ''

/** One statement, so one moment: the base, then the rows beyond it. */
export async function load(session: Session, room: RoomName): Promise<StoredRoom | undefined> {
  const { couple, epoch } = placeOf(room)
  const [first, ...rows] = await session.all(
    { seq: whole, bytes, state_vector: nullable(bytes) },
    `WITH found AS (SELECT folded, head FROM heads WHERE couple = $1 AND epoch = $2)
     SELECT f.folded AS seq, b.base AS bytes, b.state_vector FROM found f JOIN bases b ON b.couple = $1 AND b.epoch = $2
     UNION ALL
     SELECT l.seq, l.bytes, NULL FROM found f JOIN log l ON l.couple = $1 AND l.epoch = $2 AND l.seq > f.folded
     ORDER BY seq`,
    couple,
    epoch,
  )
  if (first === undefined || first.state_vector === null) return undefined
  const tail = rows.map((row) => ({ seq: row.seq, update: row.bytes }))
  return { head: first.seq + tail.length, base: { update: first.bytes, stateVector: first.state_vector }, tail }
}

export async function since(session: Session, room: RoomName, seq: number): Promise<Row[] | undefined> {
  const { couple, epoch } = placeOf(room)
  const rows = await session.all(
    { folded: whole, seq: nullable(whole), bytes: nullable(bytes) },
    `SELECT h.folded, l.seq, l.bytes FROM heads h
     LEFT JOIN log l ON l.couple = h.couple AND l.epoch = h.epoch AND l.seq > $3
     WHERE h.couple = $1 AND h.epoch = $2 ORDER BY l.seq`,
    couple,
    epoch,
    seq,
  )
  const [first] = rows
  if (first === undefined || seq < first.folded) return undefined
  return rows.flatMap((row) => (row.seq === null || row.bytes === null ? [] : [{ seq: row.seq, update: row.bytes }]))
}

export function fold(database: Database, folds: readonly Fold[]): Promise<boolean[]> {
  return database.transaction(async (session) => {
    const heads = await lockHeads(session, folds)
    const done = folds.map(({ room, head }) => {
      const at = heads.get(room)
      return at !== undefined && head >= at.folded && head <= at.head
    })
    const kept = folds.filter((_, at) => done[at] === true)
    for (const one of kept) await foldOne(session, one)
    return done
  })
}

const lockHeads = async (
  session: Session,
  folds: readonly Fold[],
): Promise<Map<RoomName, { head: number; folded: number }>> => {
  const places = folds.map(({ room }) => placeOf(room))
  const rows = await session.all(
    { couple: text, epoch: whole, head: whole, folded: whole },
    `SELECT h.couple, h.epoch, h.head, h.folded FROM heads h
     JOIN unnest($1::text[], $2::bigint[]) AS f(couple, epoch) USING (couple, epoch)
     ORDER BY h.couple, h.epoch FOR UPDATE OF h`,
    places.map(({ couple }) => couple),
    places.map(({ epoch }) => epoch),
  )
  return new Map(rows.map(({ couple, epoch, head, folded }) => [roomName(couple, epoch), { head, folded }]))
}

const foldOne = async (session: Session, { room, base, head, quarantine, now }: Fold): Promise<void> => {
  const { couple, epoch } = placeOf(room)
  if (quarantine.length > 0)
    await session.run(
      `INSERT INTO quarantine (couple, epoch, seq, bytes, at)
       SELECT couple, epoch, seq, bytes, $4 FROM log WHERE couple = $1 AND epoch = $2 AND seq = ANY($3::bigint[])
       ON CONFLICT (couple, epoch, seq) DO UPDATE SET bytes = excluded.bytes, at = excluded.at`,
      couple,
      epoch,
      quarantine,
      now,
    )
  await session.run(
    'UPDATE bases SET state_vector = $3, base = $4 WHERE couple = $1 AND epoch = $2',
    couple,
    epoch,
    base.stateVector,
    base.update,
  )
  await session.run(
    `WITH gone AS (
       DELETE FROM log WHERE couple = $1 AND epoch = $2 AND seq <= $3 RETURNING length(bytes) AS size
     )
     UPDATE heads SET folded = $3, base_bytes = $4, tail_bytes = tail_bytes - (SELECT coalesce(sum(size), 0) FROM gone)
     WHERE couple = $1 AND epoch = $2`,
    couple,
    epoch,
    head,
    base.update.byteLength,
  )
}

export async function longestTails(session: Session, count: number): Promise<RoomName[]> {
  const rows = await session.all(
    { couple: text, epoch: whole },
    'SELECT couple, epoch FROM heads WHERE head > folded ORDER BY tail_bytes DESC LIMIT $1',
    count,
  )
  return rows.map(({ couple, epoch }) => roomName(couple, epoch))
}

export async function logBytes(session: Session): Promise<number> {
  const row = await session.get({ n: whole }, 'SELECT coalesce(sum(tail_bytes), 0)::bigint AS n FROM heads')
  return row?.n ?? 0
}

/** In the caller's transaction. */
export async function createRoom(session: Session, coupleId: CoupleId, epoch: number, base: Folded): Promise<void> {
  await session.run(
    'INSERT INTO heads (couple, epoch, base_bytes) VALUES ($1, $2, $3)',
    coupleId,
    epoch,
    base.update.byteLength,
  )
  await session.run(
    'INSERT INTO bases (couple, epoch, state_vector, base) VALUES ($1, $2, $3, $4)',
    coupleId,
    epoch,
    base.stateVector,
    base.update,
  )
}

/** Where it stands, and nobody moves it before the caller's transaction is over. */
export async function lockRoom(session: Session, coupleId: CoupleId, epoch: number): Promise<number | undefined> {
  const sql = 'SELECT head FROM heads WHERE couple = $1 AND epoch = $2 FOR UPDATE'
  return (await session.get({ head: whole }, sql, coupleId, epoch))?.head
}

/** In the caller's transaction. The head goes first: whoever waits for it appends nothing afterwards. */
export async function removeRoom(session: Session, coupleId: CoupleId, epoch: number): Promise<void> {
  await session.run('DELETE FROM heads WHERE couple = $1 AND epoch = $2', coupleId, epoch)
  await session.run('DELETE FROM log WHERE couple = $1 AND epoch = $2', coupleId, epoch)
}
