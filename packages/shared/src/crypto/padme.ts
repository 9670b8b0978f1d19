/** Padmé: lengths are rounded up so that a length leaks O(log log L) bits, at a cost of at most 12 %.
 *  Rule:   SEAL-3
 *  Source: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019, §4 */

/** @param length 1 … 2³⁰ bytes
 *  @returns the padded length in bytes, never less than `length` */
export function padme(length: number): number {
  if (length < 2) return length
  const exponent = floorLog2(length)
  const kept = floorLog2(exponent) + 1
  const step = 2 ** Math.max(0, exponent - kept)
  return Math.ceil(length / step) * step
}

const floorLog2 = (value: number): number => 31 - Math.clz32(value)
