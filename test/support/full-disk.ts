/** A disk that is full for one running process, and has room again a moment later: a limit of no bytes on every file it writes
 *  (`RLIMIT_FSIZE`; Node ignores the signal that goes with it, so a write fails as it would on a full disk). It needs no root: a
 *  process of one's own may be limited, and the hard limit stays where it is. `prlimit` is part of util-linux. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** From now on not one more byte reaches a file. What was mapped or written before can be read. */
export const fillDisk = async (pid: number): Promise<void> =>
  void (await run('prlimit', [`--pid=${pid}`, '--fsize=0:']))

export const freeDisk = async (pid: number): Promise<void> =>
  void (await run('prlimit', [`--pid=${pid}`, '--fsize=unlimited:']))
