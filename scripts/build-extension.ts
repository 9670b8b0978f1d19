// `pnpm build`: the extension for Chrome and Firefox, side by side; what is already built from just this source is not built
// again. Says what went wrong where it does not build.
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const extension = join(root, 'packages/extension')
const targets = { 'chrome-mv3': 'Chrome', 'firefox-mv2': 'Firefox' } as const
type Target = keyof typeof targets

/** `EXTENSION_OUT_DIR`: somewhere else, beside those who use what is there. */
const outDir = resolve(extension, process.env['EXTENSION_OUT_DIR'] ?? '.output')

export const builtExtension = (target: Target): string => join(outDir, target)

export interface BuildOptions {
  say: (line: string) => void
  /** Ends what is being built. */
  signal?: AbortSignal
}

/** @throws Error with the builder's own words where it does not build, or was stopped */
export async function buildExtension({ say, signal }: BuildOptions): Promise<void> {
  const source = digestOf(sourceFiles())
  // Both have ended when this has, whichever failed.
  const ended = await Promise.allSettled(
    (Object.keys(targets) as Target[]).map(async (target) => {
      if (stampOf(target) === `${source} ${digestOf(filesIn(builtExtension(target)))}`) {
        return say(`${targets[target]}: already built`)
      }
      say(`${targets[target]}: building the extension`)
      const startedAt = performance.now()
      await build(target, signal)
      writeFileSync(stampFile(target), `${source} ${digestOf(filesIn(builtExtension(target)))}`)
      say(`${targets[target]}: built in ${Math.ceil((performance.now() - startedAt) / 1_000)} s`)
    }),
  )
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}

async function build(target: Target, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  const wxt = join(extension, 'node_modules/wxt/bin/wxt.mjs')
  const [browser = '', manifest = ''] = target.split('-mv')
  const child = spawn(process.execPath, [wxt, 'build', '-b', browser, `--mv${manifest}`], { cwd: extension, ...quiet })
  const stop = (): void => void child.kill('SIGKILL')
  signal?.addEventListener('abort', stop)
  process.once('exit', stop)
  const { code, said } = await endOf(child)
  process.off('exit', stop)
  signal?.removeEventListener('abort', stop)
  if (code !== 0) throw new Error(`${said}\nThe extension for ${targets[target]} could not be built.`)
}

const quiet = { stdio: ['ignore', 'pipe', 'pipe'] } satisfies { stdio: ['ignore', 'pipe', 'pipe'] }

function endOf(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = ''
  for (const output of [child.stdout, child.stderr]) output?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (code) => done({ code, said }))
  })
}

/** All that goes into a build: the packages it is made of, what they depend on, and who builds it. */
function sourceFiles(): string[] {
  return [
    join(root, 'pnpm-lock.yaml'),
    import.meta.filename,
    ...['shared', 'client', 'extension'].flatMap((name) => filesIn(join(root, 'packages', name))),
  ]
}

function filesIn(folder: string): string[] {
  const made = new Set(['node_modules', '.output', '.wxt'])
  return globSync('**', { cwd: folder, withFileTypes: true, exclude: (entry) => made.has(entry.name) })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256').update(process.version)
  for (const file of files.toSorted()) hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

/** Beside the build and not in it, for the folder is what ships. */
const stampFile = (target: Target): string => join(outDir, `${target}.stamp`)
const stampOf = (target: Target): string =>
  existsSync(stampFile(target)) ? readFileSync(stampFile(target), 'utf8') : 'never'

if (import.meta.main) {
  await buildExtension({ say: (line) => void process.stdout.write(`${line}\n`) }).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  })
}
