/** What the file of a shared matter says once. A shared matter is what both write, in a root of its own; every device may write
 *  every key of it, so each says for itself how nothing is lost when two do so at once. Whatever is done with all of them is a
 *  loop over `registers.ts`.
 *  Rules: DOM-4, DOM-5, DOM-6, LEAVE-2. */

import type * as Y from 'yjs'
import type { MapRoot } from './document.ts'

export interface SharedMatter<M extends object> {
  root: MapRoot
  /** What the document says of it, the same on every device; what is not as it should be is read as if it were absent (DOC-6). */
  read(values: Y.Map<unknown>): M
  /** The keys nobody needs any more (DOM-4), whoever wrote them. Their going changes no fact that a screen shows. */
  over?(held: M, now: number): readonly string[]
  /** Instants (ms) at which time alone changes what the screens show of it. */
  changesAt?(held: M, now: number): number[]
  /** What either may take along when they leave (LEAVE-2), under names of its own. */
  exported?(held: M): Readonly<Record<string, unknown>>
}
