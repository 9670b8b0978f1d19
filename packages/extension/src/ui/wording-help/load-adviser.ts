/** Wording help is fetched when somebody writes, and not before (WORD-5). */

import type { Adviser } from '@porchlight/shared/wording-help/advice'

/** How long nobody types before what they wrote is read, in ms. */
export const pauseMs = 700

/** @param known what was loaded before
 *  @returns undefined where it cannot be had: the extension was updated while this page was open, and one writes on without */
export async function loadAdviser(known: Adviser | undefined): Promise<Adviser | undefined> {
  if (known !== undefined) return known
  return await import('./english-adviser.ts').then(
    ({ createEnglishAdviser }) => createEnglishAdviser(),
    () => undefined,
  )
}
