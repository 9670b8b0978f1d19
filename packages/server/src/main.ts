/** `node main.ts [command]`: the server, and what its operator needs beside it.
 *
 *  Exit codes: 0 done; 1 refused, failed or found wanting, with a sentence; 2 not a command line it takes. */
import { PorchlightError } from '@porchlight/shared/errors'
import { backup } from './ops/cli-backup.ts'
import { check } from './ops/cli-check.ts'
import { purge } from './ops/cli-purge.ts'
import { restore } from './ops/cli-restore.ts'
import { stats } from './ops/cli-stats.ts'
import { type Command, helpFor, readCall, UsageError } from './ops/cli.ts'

/** The server is loaded only where it runs: the other commands start in a fraction of the time. */
const serve: Command = {
  usage: '',
  summary: 'runs the server; so does no command at all',
  operands: 0,
  options: {},
  run: async () => (await import('./serve.ts')).serve(process.env),
}
const commands: Readonly<Record<string, Command>> = { serve, backup, restore, purge, stats, check }

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

const run = async ([name = 'serve', ...words]: string[]): Promise<number> => {
  if (name === 'help' || [name, ...words].some((word) => word === '--help' || word === '-h')) {
    say(helpFor(commands))
    return 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw new UsageError(`There is no command ${name}.`)
  return command.run(readCall(command, words, process.env, say))
}

run(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof UsageError) {
      complain(`${error.message}\n\n${helpFor(commands)}`)
      process.exit(2)
    }
    const reason =
      error instanceof PorchlightError ? error.message : String(error instanceof Error ? error.stack : error)
    const isServer = process.argv[2] === undefined || process.argv[2] === 'serve'
    complain(`Porchlight cannot ${isServer ? 'start' : 'do this'}:\n${reason.replace(/^/gm, '  ')}`)
    process.exit(1)
  },
)
