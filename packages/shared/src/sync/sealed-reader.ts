/** Reads a sealed copy that nobody edits: an earlier epoch's, or a room as the server handed it over.
 *  Rules: SEAL-7, EPOCH-4, RECOVER-1 */

import { createSealedDoc, type SealedDocDeps, type SealedDocOptions, type SealedDocStatus } from './sealed-doc.ts'

/** Opens what the outer document holds into the inner one, once.
 *  @returns how it stands after that; `unknownVersion`: not all could be read */
export async function readSealedCopy(
  { clock, random }: Pick<SealedDocDeps, 'clock' | 'random'>,
  options: SealedDocOptions,
): Promise<SealedDocStatus> {
  const reader = createSealedDoc(
    { clock, random, pending: nothingKept, firstSeen: nothingKept, persisted: () => Promise.resolve() },
    options,
  )
  await reader.open()
  const status = reader.status()
  reader.stop()
  return status
}

/** The stores of an engine whose room this device does not keep. */
export const nothingKept: SealedDocDeps['pending'] & SealedDocDeps['firstSeen'] = {
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  setAside: () => Promise.resolve(),
}
