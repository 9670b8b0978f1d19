/** The limit a durable relay can be held against: `ws`, an SQLite log, nothing else. Every frame is committed (WAL, FULL, groups of up to
 *  50 rows or 5 ms) before the other sockets of its path see it; nobody checks what it is, who sent it, or whether a room exists.
 *  Its own process: `node raw-relay.ts <database>` prints its port. */

import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'

const groupRows = 50
const groupMs = 5

const db = new DatabaseSync(process.argv[2] ?? ':memory:')
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000')
db.exec('CREATE TABLE log (seq INTEGER PRIMARY KEY, room INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT')
const insert = db.prepare('INSERT INTO log (room, bytes) VALUES (?, ?)')
const begin = db.prepare('BEGIN IMMEDIATE')
const commit = db.prepare('COMMIT')

interface Room {
  id: number
  sockets: Set<WebSocket>
}

interface Waiting {
  room: Room
  sender: WebSocket
  frame: Buffer
}

const rooms = new Map<string, Room>()
let group: Waiting[] = []
let timer: NodeJS.Timeout | null = null

function flush(): void {
  if (timer !== null) clearTimeout(timer)
  timer = null
  const batch = group
  group = []
  begin.run()
  for (const { room, frame } of batch) insert.run(room.id, frame)
  commit.run()
  for (const { room, sender, frame } of batch) {
    for (const socket of room.sockets) if (socket !== sender) socket.send(frame)
  }
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, clientTracking: false })
server.on('connection', (sender, request) => {
  const path = request.url ?? ''
  const room = rooms.get(path) ?? { id: rooms.size, sockets: new Set() }
  rooms.set(path, room)
  room.sockets.add(sender)
  sender.on('close', () => room.sockets.delete(sender))
  sender.on('message', (frame: RawData) => {
    group.push({ room, sender, frame: frame as Buffer })
    if (group.length >= groupRows) flush()
    else timer ??= setTimeout(flush, groupMs)
  })
})
server.on('listening', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
