/** `node main.ts [command]`: the server, and what its operator needs beside it. Each is loaded only where it runs.
 *
 *  Exit codes: 0 done; 1 refused, failed or found wanting, with a sentence; 2 not a command line it takes. */
import { PorchlightError } from '@porchlight/shared/errors'
import { type Command, helpFor, readCall, UsageError } from './cli/command.ts'

const serve: Command = {
  usage: '',
  summary: 'runs the server; so does no command at all',
  operands: 0,
  options: {},
  knowsDatabases: true,
  run: async () => (await import('./serve.ts')).serve(process.env),
}
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => serve,
  backup: async () => (await import('./cli/backup.ts')).backup,
  restore: async () => (await import('./cli/restore.ts')).restore,
  purge: async () => (await import('./cli/purge.ts')).purge,
  stats: async () => (await import('./cli/stats.ts')).stats,
  check: async () => (await import('./cli/check.ts')).check,
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

const help = async (): Promise<string> => {
  const loaded = Object.entries(commands).map(async ([name, load]) => [name, await load()] as const)
  return helpFor(Object.fromEntries(await Promise.all(loaded)))
}

const run = async ([name = 'serve', ...words]: string[]): Promise<number> => {
  if (name === 'help' || [name, ...words].some((word) => word === '--help' || word === '-h')) {
    say(await help())
    return 0
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load === undefined) throw new UsageError(`There is no command ${name}.`)
  const command = await load()
  return command.run(readCall(command, words, process.env, say))
}

const explain = async (error: unknown): Promise<number> => {
  if (error instanceof UsageError) {
    complain(`${error.message}\n\n${await help()}`)
    return 2
  }
  const reason = error instanceof PorchlightError ? error.message : String(error instanceof Error ? error.stack : error)
  const isServer = process.argv[2] === undefined || process.argv[2] === 'serve'
  complain(`Porchlight cannot ${isServer ? 'start' : 'do this'}:\n${reason.replace(/^/gm, '  ')}`)
  return 1
}

process.exit(await run(process.argv.slice(2)).catch(explain))
