/** What the operator's commands are made of: their words, their help, and how a command line that is none is refused. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { PorchlightError } from '@porchlight/shared/errors'

export interface Call {
  operands: string[]
  options: Record<string, unknown>
  /** As the server reads it: `DATA_DIR`, by default `./data`. */
  dataDir: string
  say: (line: string) => void
}

export interface Command {
  /** What follows the command's name. */
  usage: string
  /** One line of help. */
  summary: string
  operands: number
  options: ParseArgsOptionsConfig
  /** Whether it works on what `DATABASE_URL` names, too. */
  knowsDatabases?: boolean
  /** Resolves to the exit code.
   *  Throws: PorchlightError where it refuses or fails; UsageError */
  run(call: Call): Promise<number>
}

/** The command line is not one that there is. */
export class UsageError extends Error {}

/** Throws: UsageError */
export function readCall(command: Command, words: string[], env: NodeJS.ProcessEnv, say: (line: string) => void): Call {
  try {
    const { positionals, values } = parseArgs({ args: words, options: command.options, allowPositionals: true })
    if (env['DATABASE_URL']?.trim() && !command.knowsDatabases)
      throw new PorchlightError(
        'bad-config',
        'DATABASE_URL is set, and this command is for the store in DATA_DIR. A PostgreSQL is kept by its own tools: pg_dump, pg_restore, psql.',
      )
    if (positionals.length !== command.operands)
      throw new UsageError(`It takes ${command.operands === 0 ? 'no name' : 'one name of a file'}.`)
    return { operands: positionals, options: values, dataDir: env['DATA_DIR']?.trim() || './data', say }
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
      throw new UsageError(error.message)
    throw error
  }
}

export function helpFor(commands: Readonly<Record<string, Command>>): string {
  const rows = Object.entries(commands).map(
    ([name, { usage, summary }]) => [`${name} ${usage}`.trim(), summary] as const,
  )
  const width = Math.max(...rows.map(([words]) => words.length))
  return [
    'porchlight <command>',
    '',
    ...rows.map(([words, summary]) => `  ${words.padEnd(width)}  ${summary}`),
    '',
    'DATA_DIR names the directory of the data (by default ./data). backup, stats, check and purge --dry-run may run',
    'beside the running server; restore and purge need it stopped.',
  ].join('\n')
}

/** `1`, `couple` → `1 couple`; `2`, `couple` → `2 couples`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

/** As a person reads it: `512 B`, `1.5 KiB`, `20.0 MiB`. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const steps = Math.min(3, Math.floor(Math.log2(bytes) / 10))
  return `${(bytes / 1024 ** steps).toFixed(1)} ${['B', 'KiB', 'MiB', 'GiB'][steps]}`
}
