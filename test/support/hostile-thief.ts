/** Somebody with a device's token and without the couple's key: a stock client on the room, free to write and delete what
 *  the server lets through. */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import { roomName } from '@porchlight/shared/wire/api'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { createApiClient } from '@porchlight/client/server/api-client'
import { eventually } from './eventually.ts'
import type { WorldDevice } from './world-device.ts'

export interface Thief {
  outer: Y.Doc
  /** The elements of the outer array. */
  entries: Y.Array<unknown>
  /** Close codes the server gave. */
  closes: number[]
  isSynced(): boolean
  leave(): void
}

export async function breakIn(member: WorldDevice, outer = new Y.Doc()): Promise<Thief> {
  const record = await member.record()
  if (record.state !== 'couple') throw new Error('not a couple')
  const { server, token, epoch } = record.keyring
  const room = roomName(base64UrlFromBytes(epoch.coupleId), epoch.epoch)
  const { ticket } = await createApiClient({ server, token: base64UrlFromBytes(token) }).ticket()
  const provider = new WebsocketProvider(`${server.replace('http', 'ws')}/v1/sync`, room, outer, {
    protocols: ['porchlight.v1', `porchlight.ticket.${ticket}`],
    disableBc: true,
    shouldReconnect: () => false,
  })
  const closes: number[] = []
  provider.on('closed', ({ code }) => closes.push(code))
  provider.on('connection-error', () => {})
  await eventually(() => provider.synced || closes.length > 0, Boolean)
  return {
    outer,
    entries: outer.getArray('e'),
    closes,
    isSynced: () => provider.synced,
    leave: () => provider.destroy(),
  }
}
