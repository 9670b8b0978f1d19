/** @returns a copy with one bit turned over: bit 0 is the lowest of the first byte */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = bytes.slice()
  const view = new DataView(flipped.buffer)
  view.setUint8(bit >> 3, view.getUint8(bit >> 3) ^ (1 << (bit & 7)))
  return flipped
}
