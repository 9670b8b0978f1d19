/** What an update says about clocks, read without building a document.
 *
 *  Yjs trusts its input: a length that lies reads into whatever lies behind the bytes in memory, and numbers are not bounded.
 *  So an update is decoded at the end of a buffer (a read past it throws), and clocks beyond what any client
 *  could reach in a lifetime are refused, since sums of them would no longer be exact integers. Rule: SYNC-4, SYNC-5. */
import * as Y from 'yjs'

/** One run of structs of a client, without a hole: `[from, to)`. */
export interface ClockRun {
  client: number
  from: number
  to: number
}

export interface DecodedUpdate {
  runs: ClockRun[]
  /** Nothing written, nothing deleted: what a client with no news sends as sync step 2. */
  isEmpty: boolean
  structs: number
}

/** 2^48: a client typing 100 letters a second gets there after 89,000 years. */
const maxClock = 2 ** 48

/** The runs of an update, or undefined where it is not a well-formed Yjs V1 update. Never throws. */
export function decodeUpdate(update: Uint8Array): DecodedUpdate | undefined {
  const decoded = decodedBy(() => Y.decodeUpdate(atBufferEnd(update)))
  if (decoded === undefined) return undefined
  const runs: ClockRun[] = []
  let last: ClockRun | undefined
  for (const struct of decoded.structs) {
    const { client, clock } = struct.id
    const to = clock + struct.length
    if (!(to > clock) || to > maxClock || client > Number.MAX_SAFE_INTEGER) return undefined
    if (struct instanceof Y.Skip) continue
    if (last !== undefined && last.client === client && last.to === clock) last.to = to
    else runs.push((last = { client, from: clock, to }))
  }
  for (const deletes of decoded.ds.clients.values()) {
    for (const range of deletes) if (range.clock + range.len > maxClock) return undefined
  }
  return {
    runs,
    isEmpty: decoded.structs.length === 0 && decoded.ds.clients.size === 0,
    structs: decoded.structs.length,
  }
}

/** The same bytes at the very end of a buffer, so that a read past them throws; good until the next call.
 *  One buffer serves all: an allocation for each update is what the garbage collector would spend its time on. */
export function atBufferEnd(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = bytes.byteLength
  const view =
    length > scratch.byteLength ? new Uint8Array(length) : new Uint8Array(scratch, scratch.byteLength - length)
  view.set(bytes)
  return view
}

const scratch = new ArrayBuffer(64 * 1024)

/** Raises `clocks` by the runs that continue what is there; a run after a hole raises nothing. Returns the clients that rose. */
export function raiseClocks(clocks: Map<number, number>, runs: readonly ClockRun[]): number[] {
  const risen: number[] = []
  for (const { client, from, to } of runs) {
    const known = clocks.get(client) ?? 0
    if (from > known || to <= known) continue
    clocks.set(client, to)
    risen.push(client)
  }
  return risen
}

const decodedBy = <Decoded>(decode: () => Decoded): Decoded | undefined => {
  try {
    return decode()
  } catch {
    // Whatever the decoder stumbled over, the meaning is the same: these are not an update's bytes.
    return undefined
  }
}
