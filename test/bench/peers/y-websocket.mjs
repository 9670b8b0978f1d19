/** @y/websocket-server 0.1.1 as its own `src/server.js` runs it (that one needs `ws` 6 and a fixed port). In memory, or with LevelDB
 *  where YPERSISTENCE names a folder. Prints its port. */
import { createServer } from 'node:http'
import { setupWSConnection } from '@y/websocket-server/utils'
import { WebSocketServer } from 'ws'

const acceptor = new WebSocketServer({ noServer: true })
acceptor.on('connection', setupWSConnection)
const server = createServer((_request, response) => response.end('okay'))
server.on('upgrade', (request, socket, head) =>
  acceptor.handleUpgrade(request, socket, head, (ws) => acceptor.emit('connection', ws, request)),
)
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => process.stdout.write(`port ${server.address().port}\n`))
