/** A server whose wall clock a test can set while it runs: this file, loaded before the program (`node --import`), adds to
 *  `Date.now()` whatever number of milliseconds stands in the file `CLOCK_OFFSET_FILE` names. Timers and `performance.now()` run
 *  on as they do on a machine whose clock is set. */
import { temporaryFolder } from './leftovers.ts'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const lookMs = 20

/** What to start a server with, and the file that moves its clock. */
export const clockedEnv = async (): Promise<{ env: Record<string, string>; file: string }> => {
  const file = join(temporaryFolder('clock'), 'offset')
  setClock(file, 0)
  return { file, env: { NODE_OPTIONS: `--import ${fileURLToPath(import.meta.url)}`, CLOCK_OFFSET_FILE: file } }
}

/** The server sees it within `lookMs`. */
export const setClock = (file: string, offsetMs: number): void => {
  writeFileSync(`${file}.new`, String(offsetMs))
  renameSync(`${file}.new`, file)
}

const shift = (file: string): void => {
  const RealDate = Date
  let offsetMs = Number(readFileSync(file, 'utf8'))
  setInterval(() => (offsetMs = Number(readFileSync(file, 'utf8'))), lookMs).unref()
  const now = (): number => RealDate.now() + offsetMs
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    get: (target, key, receiver) => (key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown)),
  })
}

const offsetFile = process.env['CLOCK_OFFSET_FILE']
if (offsetFile !== undefined) shift(offsetFile)
