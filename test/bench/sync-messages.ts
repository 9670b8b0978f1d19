/** What a client says at first, and what it reads in the answers. */

import { messageType } from '@porchlight/shared/wire/close-code'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { step1Frame } from '../support/raw-socket.ts'

/** Sync step 1 of a client that has nothing. */
export const firstQuestion: Uint8Array = step1Frame(new Y.Doc())

/** The update in a sync step 2, or null where the message is something else. */
export const answerIn = (message: Uint8Array): Uint8Array | null => {
  if (message[0] !== messageType.sync || message[1] !== 1) return null
  const decoder = decoding.createDecoder(message)
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
  return decoding.readVarUint8Array(decoder)
}
