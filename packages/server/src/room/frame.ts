/** One frame from a client to what has to be done about it. Pure: no socket, no store.
 *
 *  A frame is one y-websocket message (https://github.com/yjs/y-protocols/blob/master/PROTOCOL.md), integers as varUint:
 *    0 sync      0 step 1: state vector  ·  1 step 2: update  ·  2 update
 *    1 awareness update  ·  2 auth  ·  3 query-awareness
 *  Anything else, a message that ends early or goes on after its end, and any text frame, is malformed.
 *  Lengths are checked against the frame's own end: Node hands out frames as views into shared buffers. Rule: SYNC-1, SYNC-5, SYNC-7. */
import { sizeLimits } from '@porchlight/shared/wire/limits'
import { messageType } from '@porchlight/shared/wire/close-code'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { foldOnce } from './fold.ts'
import { decodePresence, type PresenceEntry } from './presence.ts'
import { type ClockRun, decodeUpdate, atBufferEnd } from './update-clocks.ts'

export type Step =
  /** Sync step 1: send what is missing beyond this state vector. */
  | { kind: 'answer'; stateVector: Uint8Array }
  /** Store, then relay. `frame` is the message as the others shall get it. */
  | { kind: 'store'; update: Uint8Array; runs: ClockRun[]; frame: Uint8Array; completesSync: boolean }
  /** A sync step 2 with no news: nothing to store, but the client waits for its mark. */
  | { kind: 'mark' }
  | { kind: 'present'; entries: PresenceEntry[] }
  | { kind: 'tell-presence' }
  | { kind: 'nothing' }
  | { kind: 'close'; code: 'malformed' }

/** A room holds 2 MiB of entries of 300 bytes and more: 7,000; and years of those that were deleted, which lie in runs. */
const maxStructs = 20_000

/** An update of more is tried out before anybody gets it: one that is dear to put together must not keep the others busy either.
 *  Fewer cannot cost more than a few milliseconds; together with what is there they are counted when the room is folded. */
const manyStructs = 256

export const syncStep = { step1: 0, step2: 1, update: 2 } as const

const malformed: Step = { kind: 'close', code: 'malformed' }
const nothing: Step = { kind: 'nothing' }

/** Never throws. */
export function step(frame: Uint8Array, isBinary: boolean): Step {
  if (!isBinary) return malformed
  try {
    const decoder = decoding.createDecoder(frame)
    switch (decoding.readVarUint(decoder)) {
      case messageType.sync:
        return sync(decoder, frame)
      case messageType.awareness:
        return awareness(decoder, frame)
      case messageType.auth:
        return nothing
      case messageType.queryAwareness:
        return atEnd(decoder, frame) ? { kind: 'tell-presence' } : malformed
      default:
        return malformed
    }
  } catch {
    // lib0 throws plain errors for truncated input and for integers out of range.
    return malformed
  }
}

const sync = (decoder: decoding.Decoder, frame: Uint8Array): Step => {
  const subtype = decoding.readVarUint(decoder)
  const bytes = decoding.readVarUint8Array(decoder)
  if (!atEnd(decoder, frame)) return malformed
  switch (subtype) {
    case syncStep.step1: {
      Y.decodeStateVector(atBufferEnd(bytes))
      return { kind: 'answer', stateVector: bytes }
    }
    case syncStep.step2:
    case syncStep.update: {
      const decoded = decodeUpdate(bytes)
      if (decoded === undefined || decoded.structs > maxStructs) return malformed
      if (decoded.structs > manyStructs && foldOnce([bytes]) === undefined) return malformed
      const completesSync = subtype === syncStep.step2
      if (decoded.isEmpty) return completesSync ? { kind: 'mark' } : nothing
      const relayed = updateFrame(bytes, frame, completesSync)
      return { kind: 'store', update: bytes, runs: decoded.runs, frame: relayed, completesSync }
    }
    default:
      return malformed
  }
}

const awareness = (decoder: decoding.Decoder, frame: Uint8Array): Step => {
  const update = decoding.readVarUint8Array(decoder)
  if (!atEnd(decoder, frame)) return malformed
  if (frame.byteLength > sizeLimits.maxAwarenessBytes) return nothing
  const entries = decodePresence(atBufferEnd(update))
  return entries === undefined ? malformed : entries.length === 0 ? nothing : { kind: 'present', entries }
}

const atEnd = (decoder: decoding.Decoder, frame: Uint8Array): boolean => decoder.pos === frame.byteLength

/** A step 2 answers only its asker: to everybody else the same bytes are an update. Otherwise the frame goes on as it came. */
const updateFrame = (update: Uint8Array, frame: Uint8Array, isStep2: boolean): Uint8Array =>
  isStep2 ? syncFrame(syncStep.update, update) : frame

/** A whole frame: message type 0, the sync step, and its bytes. */
export function syncFrame(kind: (typeof syncStep)[keyof typeof syncStep], bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, messageType.sync)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint8Array(encoder, bytes)
  return encoding.toUint8Array(encoder)
}
