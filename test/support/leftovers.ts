/** What tests start outside their own process: servers, browsers, proxies, folders. A test that ends by its bound, or a run that
 *  is stopped from outside, does not come to its own tidying; then this process ends them as it goes. */
import { type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ends = new Set<() => void>()
let isListening = false

/** @returns what to call once it was ended in the proper way */
function endWithProcess(end: () => void): () => void {
  ends.add(end)
  if (!isListening) {
    isListening = true
    process.on('exit', endAll)
    // Without a listener a signal ends a process and says nothing to it.
    for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const, ['SIGHUP', 129] as const]) {
      process.once(signal, () => process.exit(code))
    }
  }
  return () => void ends.delete(end)
}

/** Latest first: a folder goes after who writes into it. */
function endAll(): void {
  for (const end of [...ends].reverse()) end()
  ends.clear()
}

/** A process that must not outlive this one. */
export function endsWithUs<P extends ChildProcess>(child: P): P {
  const done = endWithProcess(() => {
    child.kill('SIGKILL')
    // It may be in the middle of making a folder, and would make it once more after that is gone.
    for (let looks = 0; looks < 400 && runs(child.pid); looks += 1) Atomics.wait(sleeper, 0, 0, 5)
  })
  child.once('exit', done)
  return child
}

const sleeper = new Int32Array(new SharedArrayBuffer(4))

/** Whether it still does anything; a process that waits to be asked for its exit code does not (proc(5), *state*). */
function runs(pid: number | undefined): boolean {
  if (pid === undefined) return false
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}

/** A folder in the temporary directory, named `porchlight-<name>-…`. It goes with this process, or before. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `porchlight-${name}-`))
  endWithProcess(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}
