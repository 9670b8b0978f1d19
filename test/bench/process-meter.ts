/** What the kernel says of a process: processor time of all its threads, memory now and at most. Linux only, like `taskset`. */

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

/** Microseconds, the kernel's part included. */
export const cpuMicroseconds = (pid: number): number => {
  let nanoseconds = 0
  for (const task of readdirSync(`/proc/${pid}/task`))
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0])
  return nanoseconds / 1000
}

/** Of the load, this process. */
export const ownCpuMicroseconds = (): number => cpuMicroseconds(process.pid)

/** Collects the load's garbage now rather than in the middle of a run. */
export const collectGarbage = (): void => {
  if (globalThis.gc === undefined) throw new Error('the load runs without --expose-gc (main.ts gives it)')
  globalThis.gc()
}

/** Waits until a server has done what it put off: at least so long, until over half a second it wrote nothing to the disk and used less
 *  than a sixth of a core, or for a minute. */
export const untilQuiet = async (pid: number, leastMs: number): Promise<void> => {
  await pause(leastMs)
  for (let waited = leastMs; waited < 60_000; waited += 500) {
    const [cpu, written] = [cpuMicroseconds(pid), writtenBytes(pid)]
    await pause(500)
    if (writtenBytes(pid) === written && (cpuMicroseconds(pid) - cpu) / 500_000 < 1 / 6) return
  }
}

const writtenBytes = (pid: number): number =>
  Number(/^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1])

export const residentKiB = (pid: number): number => statusKiB(pid, 'VmRSS')
/** The most it ever was. */
export const peakKiB = (pid: number): number => statusKiB(pid, 'VmHWM')

const statusKiB = (pid: number, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

/** The servers get the first core, by being started through this. */
export const onServerCore: [string, ...string[]] = ['taskset', '-c', '0']

/** The load, this process, gets every other core.
 *  Throws: where there is only one, or no `taskset` */
export const pinLoad = (): void => pin(process.pid, `1-${coresOrThrow() - 1}`)

const coresOrThrow = (): number => {
  if (cores < 2) throw new Error('The bench wants two cores: one for the server, one for the load.')
  return cores
}

/** Of the machine, before anything was pinned. */
const cores = availableParallelism()

const pin = (pid: number, list: string): void => {
  const { error, status, stderr } = spawnSync('taskset', ['-a', '-c', '-p', list, String(pid)], { encoding: 'utf8' })
  if (error !== undefined)
    throw new Error('The bench needs `taskset` (Debian: util-linux) to give server and load a core each.', {
      cause: error,
    })
  if (status !== 0) throw new Error(`taskset could not pin process ${pid} to core ${list}: ${stderr.trim()}`)
}
