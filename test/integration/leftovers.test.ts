/** A run that is stopped from outside, or a test that ends by its bound, leaves no server and no folder behind. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { endsWithUs } from '../support/leftovers.ts'
import { patience } from '../support/patience.ts'

const root = resolve(import.meta.dirname, '../..')
let folder: string
let temporary: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'porchlight-left-'))
  temporary = mkdtempSync(join(folder, 'tmp-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The folders of ours in the run's own temporary directory; the server's data folder names its process. */
const left = (): string[] => readdirSync(temporary).filter((name) => name.startsWith('porchlight-'))
const start = (args: string[], env: Record<string, string> = {}) =>
  endsWithUs(
    spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  )

/** Starts a server as the tests do, says its port, and waits for ever. */
const startsAndWaits = (imports: string): string => `
  ${imports}
  import { renameSync, writeFileSync } from 'node:fs'
  import { startServer } from '${root}/test/support/server-process.ts'
  const work = async () => {
    const server = await startServer()
    writeFileSync('${folder}/port.new', String(server.port))
    renameSync('${folder}/port.new', '${folder}/port')
    await new Promise(() => setInterval(() => undefined, 1_000))
  }
`
const portSaid = async (): Promise<number> => {
  await eventually(() => existsSync(join(folder, 'port')), Boolean)
  return Number(readFileSync(join(folder, 'port'), 'utf8'))
}

describe('nothing is left', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by a run that gets %s', async (signal) => {
    const script = join(folder, 'run.ts')
    writeFileSync(script, `${startsAndWaits('')}\nawait work()\n`)
    const run = start([script])
    const port = await portSaid()
    expect(await answers(port)).toBe(true)
    expect(left()).toHaveLength(1)
    run.kill(signal)
    await once(run, 'close')
    await eventually(
      async () => (await answers(port)) || left().length > 0,
      (isThere) => !isThere,
    )
    expect(left()).toEqual([])
  })

  it('by a torture that is stopped', async () => {
    const run = start(['test/torture/main.ts', 'frames', '--frames', '1000000'])
    await eventually(left, (folders) => folders.length > 0)
    run.kill('SIGTERM')
    await once(run, 'close')
    await eventually(left, (folders) => folders.length === 0)
    expect(run.exitCode).toBe(143)
  })

  it('by a test that ends by its bound', async () => {
    const test = join(folder, 'hangs.test.ts')
    const imports = `import { test } from '${root}/node_modules/vitest/dist/index.js'`
    writeFileSync(test, `${startsAndWaits(imports)}\ntest('hangs', () => work(), ${6_000 * patience})\n`)
    writeFileSync(join(folder, 'vitest.config.ts'), `export default { test: { include: ['*.test.ts'] } }\n`)
    const run = start([join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder], { VITEST: '' })
    let said = ''
    for (const output of [run.stdout, run.stderr]) output.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await once(run, 'close')
    expect(said).toContain('timed out')
    const port = await portSaid()
    await eventually(
      async () => (await answers(port)) || left().length > 0,
      (isThere) => !isThere,
    )
    expect(left()).toEqual([])
  })
})
