/** Yjs updates nobody's editor would write, encoded by hand: small to send, dear to take in. */

import { createEncoder, toUint8Array, writeUint8, writeVarString, writeVarUint } from 'lib0/encoding'

const refDeleted = 1
const refAny = 8
const hasOrigin = 0x80
const anyArray = 117
const anyNull = 126

/** Items that all want to stand first, each by a client of its own, chained so that they can only be integrated one after the
 *  other in the order in which each has to look past all the others: the work grows with the square of `clients`.
 *  @param after ids of the clients begin above it
 *  @returns a well-formed Yjs V1 update of about 16 bytes for each client */
export function updateOfRivals(clients: number, after = 0): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, clients)
  for (let client = after + clients; client > after; client -= 1) {
    const isFirst = client === after + 1
    writeVarUint(encoder, isFirst ? 1 : 2)
    writeVarUint(encoder, client)
    writeVarUint(encoder, 0)
    if (!isFirst) {
      writeUint8(encoder, hasOrigin | refDeleted)
      writeVarUint(encoder, client - 1)
      writeVarUint(encoder, client - 1 === after + 1 ? 0 : 1)
      writeVarUint(encoder, 1)
    }
    writeUint8(encoder, refDeleted)
    writeVarUint(encoder, 1)
    writeVarString(encoder, 'e')
    writeVarUint(encoder, 1)
  }
  writeVarUint(encoder, 0)
  return toUint8Array(encoder)
}

/** One element of the array `e`: arrays in arrays, `depth` deep. */
export function updateOfNestedArrays(depth: number, client = 7): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, 1)
  writeVarUint(encoder, 1)
  writeVarUint(encoder, client)
  writeVarUint(encoder, 0)
  writeUint8(encoder, refAny)
  writeVarUint(encoder, 1)
  writeVarString(encoder, 'e')
  writeVarUint(encoder, 1)
  for (let level = 0; level < depth; level += 1) {
    writeUint8(encoder, anyArray)
    writeVarUint(encoder, 1)
  }
  writeUint8(encoder, anyNull)
  writeVarUint(encoder, 0)
  return toUint8Array(encoder)
}
