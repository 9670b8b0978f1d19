/** The operator's commands as an operator runs them: a process of its own each. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { endsWithUs } from './leftovers.ts'
import { patience } from './patience.ts'
import { bareEnv } from './server-process.ts'

const main = fileURLToPath(new URL('../../packages/server/src/main.ts', import.meta.url))

export interface Ran {
  code: number | null
  stdout: string
  stderr: string
}

export interface CliOptions {
  /** No file may become longer than this (`RLIMIT_FSIZE`), as if the disk were full beyond it. */
  maxFileBytes?: number
}

export const runCli = async (dataDir: string, words: string[], options: CliOptions = {}): Promise<Ran> => {
  const limited = options.maxFileBytes === undefined ? [] : ['prlimit', `--fsize=${options.maxFileBytes}:`, '--']
  const [program = '', ...args] = [...limited, process.execPath, main, ...words]
  const env = { ...bareEnv(), DATA_DIR: dataDir, PORT: '0' }
  // A command that should have refused, and serves instead, is ended.
  const child = endsWithUs(spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 90_000 * patience }))
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}
