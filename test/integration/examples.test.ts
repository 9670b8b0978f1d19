/** What stands in an `@example` compiles: whoever copies it begins with something that works. */

import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
/** Below `node_modules`, so that packages are found by name and nobody else looks at it. */
const place = join(root, 'node_modules/.cache/porchlight-examples')
const native = dirname(createRequire(import.meta.url).resolve('typescript-native/package.json'))

/** The file of each exported function a stranger would embed, and the function. */
const embedded = {
  'packages/shared/src/sync/sealed-doc.ts': 'createSealedDoc',
  'packages/shared/src/domain/command.ts': 'execute',
  'packages/shared/src/domain/view.ts': 'coupleView',
  'packages/shared/src/crypto/invite-link.ts': 'inviteLinkFromSecret',
  'packages/server/src/http/app.ts': 'createApp',
  'packages/server/src/store/sqlite.ts': 'openSqliteStore',
}

const examplesIn = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/@example\n \*\s+```ts\n([^]*?)\n \*\s+```/g)].map(
    ([, lines = '']) => lines.replaceAll(/^ \* {0,2}/gm, ''),
  )

it.each(Object.entries(embedded))('%s shows %s used', (file, name) => {
  expect(examplesIn(file).join('\n')).toMatch(
    new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '@porchlight/[^]*\\b${name}\\(`),
  )
})

it('every example compiles as it stands', () => {
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  const files = globSync('packages/*/src/**/*.ts', { cwd: root })
  const examples = files.flatMap((file) =>
    examplesIn(file).map((text, at) => ({ name: `${file.replaceAll('/', '-')}-${at}.ts`, text })),
  )
  expect(examples.length).toBeGreaterThanOrEqual(Object.keys(embedded).length)
  for (const { name, text } of examples) writeFileSync(join(place, name), `${text}\n`)
  const options = {
    extends: relative(place, join(root, 'tsconfig.json')),
    compilerOptions: { types: ['node'] },
    include: ['*.ts', relative(place, join(root, 'packages/shared/src/crypto/webcrypto.d.ts'))],
  }
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify(options))
  let said = ''
  try {
    execFileSync(process.execPath, [join(native, 'bin/tsc'), '-p', place, '--pretty', 'false'], { encoding: 'utf8' })
  } catch (error) {
    said = (error as { stdout: string }).stdout
  }
  expect(said).toBe('')
})
