/** How a note travels through `NOTIFY`: a text of less than 8,000 bytes.
 *
 *  `u<node> <room>:<place> …`   places of what a node has committed, said by the transaction itself (`store/postgres/rooms.ts`)
 *  `n<JSON>`                    any other note: who says it, on which topic, and what; bytes as base64
 *
 *  Rule: NODE-3 */
import { DeviceId } from '@porchlight/shared/wire/api'
import * as v from 'valibot'
import type { Note, Topic } from './bus.ts'

export const channel = 'porchlight'

/** PostgreSQL's own bound is 7,999 bytes. */
const maxPayloadBytes = 7_990
/** Grows by a third as base64; a caret is a few hundred. Rule: NODE-3 */
const maxPresenceBytes = 5_800

export type Heard = { from: string; topic: Topic; note: Note }

const Devices = v.array(DeviceId)
const Said = v.variant('kind', [
  v.object({ kind: v.literal('update'), seq: v.number() }),
  v.object({ kind: v.literal('presence'), frame: v.string() }),
  v.object({ kind: v.literal('moved'), revoked: Devices }),
  v.object({ kind: v.literal('revoked'), devices: Devices }),
  v.object({ kind: v.literal('erased') }),
  v.object({ kind: v.literal('invite-changed') }),
])
const isTopic = (value: unknown): value is Topic => typeof value === 'string' && /^(room|invite):/.test(value)
const Spoken = v.object({ from: v.string(), topic: v.custom<Topic>(isTopic), note: Said })

/** Undefined where it is too long: it is a hint, and dropped. */
export function payloadOf(from: string, topic: Topic, note: Note): string | undefined {
  const payload = `n${JSON.stringify({ from, topic, note: spoken(note) } satisfies v.InferInput<typeof Spoken>)}`
  const isTooLong = note.kind === 'presence' && note.frame.byteLength > maxPresenceBytes
  return isTooLong || Buffer.byteLength(payload) > maxPayloadBytes ? undefined : payload
}

/** What it says; nothing where it is not one of ours, or of another version's. Never throws. */
export function heardIn(payload: string): Heard[] {
  if (payload.startsWith('u')) return placesIn(payload.slice(1))
  try {
    const said = v.safeParse(Spoken, JSON.parse(payload.slice(1)))
    if (!said.success) return []
    const { from, topic, note } = said.output
    return [{ from, topic, note: noteOf(note) }]
  } catch {
    // Somebody else uses the channel.
    return []
  }
}

const placesIn = (text: string): Heard[] => {
  const [from = '', ...places] = text.split(' ')
  return places.flatMap((place): Heard[] => {
    const [, room, seq] = /^([\w-]{22}\.\d+):(\d+)$/.exec(place) ?? []
    const topic = `room:${room}`
    if (room === undefined || !isTopic(topic)) return []
    return [{ from, topic, note: { kind: 'update', seq: Number(seq), update: undefined } }]
  })
}

const spoken = (note: Note): v.InferInput<typeof Said> => {
  switch (note.kind) {
    case 'update':
      return { kind: 'update', seq: note.seq }
    case 'presence':
      return { kind: 'presence', frame: Buffer.from(note.frame).toString('base64') }
    case 'moved':
    case 'revoked':
    case 'erased':
    case 'invite-changed':
      return note
    default:
      return note satisfies never
  }
}

const noteOf = (said: v.InferOutput<typeof Said>): Note => {
  switch (said.kind) {
    case 'update':
      return { ...said, update: undefined }
    case 'presence':
      return { kind: 'presence', frame: new Uint8Array(Buffer.from(said.frame, 'base64')) }
    case 'moved':
    case 'revoked':
    case 'erased':
    case 'invite-changed':
      return said
    default:
      return said satisfies never
  }
}
