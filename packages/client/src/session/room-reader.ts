/** A room as the server has it, read into a document of its own, to which nothing is pushed: the server answers also where it
 *  takes nothing more (HTTP-2). Rules: SYNC-1, SYNC-2 */

import type { Clock } from '@porchlight/shared/capabilities'
import { PorchlightError } from '@porchlight/shared/errors'
import { syncProtocol } from '@porchlight/shared/wire/close-code'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { ApiClient } from '../server/api-client.ts'

export interface RoomReaderDeps {
  api: Pick<ApiClient, 'ticket'>
  clock: Clock
}

const readMs = 15_000

/** Throws: PorchlightError 'epoch-moved' where the couple is in another room, 'unreachable'; and as the API does
 *  @param server its origin
 *  @param wanted name of the room */
export async function readRoom({ api, clock }: RoomReaderDeps, server: string, wanted: string): Promise<Y.Doc> {
  const { ticket, room } = await api.ticket()
  if (room !== wanted) throw new PorchlightError('epoch-moved', 'The couple is in another room by now.')
  const outer = new Y.Doc()
  const provider = new WebsocketProvider(`${server.replace(/^http/, 'ws')}/v1/sync`, room, outer, {
    protocols: [syncProtocol.name, syncProtocol.ticketPrefix + ticket],
    disableBc: true,
    shouldReconnect: () => false,
  })
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => reject(new PorchlightError('unreachable', 'The room could not be read.'))
      const stopTimer = clock.after(readMs, fail)
      provider.on('closed', fail)
      provider.on('connection-error', () => {})
      provider.on('sync', (synced: boolean) => {
        if (!synced) return
        stopTimer()
        resolve()
      })
    })
    return outer
  } finally {
    provider.destroy()
  }
}
