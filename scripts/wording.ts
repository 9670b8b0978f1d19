// `pnpm wording FILE [--why]`: reads each line of a text file as the wording help would, and prints `marked` or `-`, a tab, and the
// line; with `--why` also what was found. One line out for each line in, so the two can be laid side by side. For reviewers, and
// for whoever writes the rules of another language.  Rules: WORD-1, WORD-2
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Advice, createAdviser } from '@porchlight/shared/wording-help/advice'
import { english } from '@porchlight/shared/wording-help/en'

const usage = 'Usage: pnpm wording FILE [--why]\n'

function main(): number {
  const asked = readArguments()
  if (asked === undefined) {
    process.stderr.write(usage)
    return 2
  }
  const text = readText(asked.file)
  if (!text.ok) {
    process.stderr.write(`${text.why}\n`)
    return 1
  }
  const adviser = createAdviser(english)
  for (const line of linesOf(text.text)) {
    const found = adviser.advise(line)
    const why = asked.why && found.length > 0 ? `\t${found.map((one) => reasonOf(one, line)).join(' | ')}` : ''
    process.stdout.write(`${found.length > 0 ? 'marked' : '-'}\t${line}${why}\n`)
  }
  return 0
}

function readArguments(): { file: string; why: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({ options: { why: { type: 'boolean' } }, allowPositionals: true })
    const [file, ...more] = positionals
    return file === undefined || more.length > 0 ? undefined : { file, why: values.why === true }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return undefined
  }
}

type Read = { ok: true; text: string } | { ok: false; why: string }

function readText(file: string): Read {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const why =
      code === 'ENOENT' ? 'There is no such file' : code === 'EISDIR' ? 'That is a folder' : `Not readable (${code})`
    return { ok: false, why: `${why}: ${file}` }
  }
  if (bytes.includes(0)) return { ok: false, why: `That is not a text file: ${file}` }
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { ok: false, why: `That is not text in UTF-8: ${file}` }
  }
}

/** The end of the last line begins no other. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

const reasonOf = ({ rule, from, to, why, ways }: Advice, line: string): string =>
  `${rule}: “${line.slice(from, to)}” ${why} ${ways.map(({ text }) => `→ ${text}`).join(' ')}`

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})
process.exitCode = main()
