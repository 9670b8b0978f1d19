/** Small wrongs put into the sync on purpose. A suite that lets one of them pass protects nobody from it. Each names the tests
 *  that must turn red and what they must say; `mutants.test.ts` runs them. */

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export interface Mutant {
  name: string
  patches: Patch[]
  caught: Caught[]
}

interface Patch {
  /** below packages/shared/src/sync */
  file: string
  /** stands there exactly once */
  from: string
  to: string
}

/** A test that must fail, by a part of its name, and a part of what it must say. */
export interface Caught {
  by: string
  saying: string
}

/** What came of one test. */
export interface Outcome {
  /** the mutant it ran on, or `untouched` */
  on: string
  /** its full name; empty where the file could not even be loaded */
  test: string
  /** what it said; none where it passed */
  failures: string[]
}

export const untouched = 'no mutant'

/** Test files, from the root, that together catch every mutant. */
export const suites = ['entry-ledger', 'inbox', 'repair']
  .map((name) => `packages/shared/src/sync/${name}.test.ts`)
  .concat('test/fuzz/sealed-doc.test.ts')

const sync = resolve(import.meta.dirname, '../../packages/shared/src/sync')

/** Any seed of the fuzz; what it says first differs from seed to seed. */
const byFuzz: Caught = { by: 'nothing safe is lost and all converge', saying: 'at expectAllWell' }

const wrongSnapshot: Patch = {
  file: 'repair.ts',
  from: 'const body = Y.encodeStateAsUpdateV2(inner)',
  to: 'const body = Y.encodeStateAsUpdateV2(deps.entries.doc)',
}

export const mutants: Mutant[] = [
  {
    name: 'reconcile removed',
    patches: [
      {
        file: 'repair.ts',
        from: "if (deps.reach() === 'synced') reconciler.consider()",
        to: 'return reconciler.stop()',
      },
    ],
    caught: [
      { by: 'SEAL-8 what somebody with a token deletes is pushed again', saying: "expected '' to be 'hello'" },
      { by: 'SEAL-8 a deletion that was deleted is pushed again', saying: "expected 'secret' to be 'ecret'" },
      byFuzz,
    ],
  },
  {
    name: 'reconcile compares state vectors only',
    patches: [
      {
        file: 'document-cover.ts',
        from: 'return Y.equalDeleteSets(held.ds, Y.mergeDeleteSets([held.ds, wanted.ds]))',
        to: 'return true',
      },
    ],
    // One seed in 200 of the fuzz sees it too.
    caught: [{ by: 'SEAL-8 a deletion that was deleted is pushed again', saying: "expected 'secret' to be 'ecret'" }],
  },
  {
    name: 'compaction deletes what it could not open',
    patches: [
      {
        file: 'entry-ledger.ts',
        from: 'isDisposable: (element) => !(element instanceof Uint8Array) || applied.has(element) || junk.has(element),',
        to: 'isDisposable: () => true,',
      },
      // What it could not open holds it up altogether: the second guard, gone too.
      {
        file: 'repair.ts',
        from: "if (reach === 'none' || ledger.hasUnknown()) return 'no'",
        to: "if (reach === 'none') return 'no'",
      },
    ],
    caught: [
      {
        by: 'SEAL-9 only what was opened and applied, or is junk, may be deleted',
        saying: 'expected true to be false',
      },
      { by: 'SEAL-7 an entry of a later version is shown, never deleted', saying: 'expected false to be true' },
      { by: 'SEAL-7 an entry of a later kind is shown, never deleted', saying: 'expected false to be true' },
      { by: 'SEAL-7 an entry of a later format is shown, never deleted', saying: 'expected false to be true' },
    ],
  },
  {
    name: 'snapshot of the wrong document',
    // The last look before anything is deleted sees it: nothing is lost, and nothing is ever compacted.
    patches: [wrongSnapshot],
    caught: [{ by: 'SEAL-9 64 entries become one snapshot', saying: 'expected 64 to be 1' }, byFuzz],
  },
  {
    name: 'snapshot of the wrong document, and no last look',
    patches: [
      wrongSnapshot,
      { file: 'repair.ts', from: 'if (!addsUpTo(body)) return', to: 'if (addsUpTo(body) && false) return' },
    ],
    caught: [{ by: 'SEAL-9 an entry this client has not seen survives its compaction', saying: "to be 'xxx" }, byFuzz],
  },
]

/** The text of a source file with the mutant in it; undefined where the mutant does not touch that file.
 *  Throws: Error where a patch no longer applies: the sources have moved on, and the mutant must follow. */
export function mutated(mutant: Mutant, path: string, source: string): string | undefined {
  const patches = mutant.patches.filter(({ file }) => join(sync, file) === path)
  if (patches.length === 0) return undefined
  return patches.reduce((text, { file, from, to }) => {
    const times = text.split(from).length - 1
    if (times !== 1) throw new Error(`mutant “${mutant.name}”: stands ${times} times in ${file}, not once: ${from}`)
    return text.replace(from, () => to)
  }, source)
}

/** Throws where one of its patches no longer applies. */
export function tryPatches(mutant: Mutant): void {
  for (const { file } of mutant.patches) mutated(mutant, join(sync, file), readFileSync(join(sync, file), 'utf8'))
}
