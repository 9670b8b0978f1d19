/** The order of the test files. What waits longest starts first, so that the rest goes on beside it; and the browsers come one
 *  after the other in between, so that few are open at once. A fresh clone has no durations of a run before to go by. */

import { relative, resolve } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** As measured, longest first. A name that is missing here costs a little time and nothing else. */
const longest = [
  'integration/server-idle-provider',
  'integration/epochs-kills',
  'browser/turns',
  'integration/nodes',
  'integration/lost',
  'integration/adversary-kills',
  'integration/adversary-wire',
  'browser/hardening',
  'fuzz/domain',
  'fuzz/server-frames',
  'integration/server-faults-time',
  'browser/languages',
  'browser/caret',
  'integration/adversary-dear',
  'browser/leaving',
  'integration/extension-reproducible',
  'integration/adversary-went-back',
  'browser/devices',
  '../packages/server/src/store/postgres/postgres',
  'integration/recovery',
  'integration/server-cli',
  'browser/agreement',
  'browser/rituals',
  'integration/drawer',
  'browser/today',
  'integration/answers',
  'integration/lock',
  'mutants/mutants',
  'browser/recovery',
  'fuzz/sealed-doc',
  'integration/adversary-server',
  'browser/lock',
  'integration/epochs',
  'integration/adversary-store',
  'browser/accessible',
  'fuzz/server-calls',
  'integration/nothing-leaks',
  'browser/gallery',
  'integration/server-socket',
  'integration/server-limits',
  'integration/both-decide',
  'integration/leftovers',
  'integration/start',
  'browser/firefox',
  'browser/first-minutes',
  'browser/settings',
  'browser/first-light',
  'browser/wording',
]

const tests = resolve(import.meta.dirname, '..')

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const place = (file: TestSpecification): number => {
      const known = longest.indexOf(relative(tests, file.moduleId).replace('.test.ts', ''))
      return known === -1 ? longest.length : known
    }
    return sorted.toSorted((a, b) => place(a) - place(b))
  }
}
