/** The limit a relay can be held against: `ws` and nothing else. Where an argument names a database, every frame is committed to an SQLite
 *  log (WAL, FULL, groups of up to 50 rows or 5 ms) before the other sockets of its path see it. Nobody checks what it is, who
 *  sent it, or whether a room exists. Its own process: `PORT=… node raw-relay.ts [database]` prints its port. */

import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'

const groupRows = 50
const groupMs = 5

interface Room {
  id: number
  sockets: Set<WebSocket>
}

interface Waiting {
  room: Room
  sender: WebSocket
  frame: Buffer
}

const relay = ({ room, sender, frame }: Waiting): void => {
  for (const socket of room.sockets) if (socket !== sender) socket.send(frame)
}

const createDurableRelay = (path: string): ((waiting: Waiting) => void) => {
  const db = new DatabaseSync(path)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000')
  db.exec('CREATE TABLE log (seq INTEGER PRIMARY KEY, room INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT')
  const insert = db.prepare('INSERT INTO log (room, bytes) VALUES (?, ?)')
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  let group: Waiting[] = []
  let timer: NodeJS.Timeout | null = null
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const batch = group
    group = []
    begin.run()
    for (const { room, frame } of batch) insert.run(room.id, frame)
    commit.run()
    batch.forEach(relay)
  }
  return (waiting) => {
    group.push(waiting)
    if (group.length >= groupRows) flush()
    else timer ??= setTimeout(flush, groupMs)
  }
}

const database = process.argv[2]
const take = database === undefined ? relay : createDurableRelay(database)
const rooms = new Map<string, Room>()
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.env['PORT'] ?? 0),
  perMessageDeflate: false,
  clientTracking: false,
})
server.on('connection', (sender, request) => {
  const path = request.url ?? ''
  const room = rooms.get(path) ?? { id: rooms.size, sockets: new Set() }
  rooms.set(path, room)
  room.sockets.add(sender)
  sender.on('close', () => room.sockets.delete(sender))
  sender.on('message', (frame: RawData) => take({ room, sender, frame: frame as Buffer }))
})
server.on('listening', () => process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`))
