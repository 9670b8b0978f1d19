/** `pnpm start` as a newcomer runs it: something to read at once, the server first, both builds side by side and only once, and
 *  nothing of it left after Ctrl-C, whenever that comes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { endsWithUs, temporaryFolder } from '../support/leftovers.ts'
import { freePort } from '../support/server-process.ts'

let folder: string
let port: number
beforeEach(async () => {
  folder = temporaryFolder('started')
  port = await freePort()
})

const running: ReturnType<typeof start>[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.interrupt('SIGKILL')
})

/** In a process group of its own, as a shell has it: Ctrl-C goes to all of the group. */
function start(metricsPort: number) {
  const child = endsWithUs(
    spawn(process.execPath, ['scripts/start.ts'], {
      cwd: resolve(import.meta.dirname, '../..'),
      detached: true,
      env: {
        ...process.env,
        PORT: String(port),
        METRICS_PORT: String(metricsPort),
        DATA_DIR: join(folder, 'data'),
        EXTENSION_OUT_DIR: join(folder, 'built'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  const closed = once(child, 'close') as Promise<[number | null]>
  let said = ''
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (said += chunk.toString()))
  return {
    said: () => said,
    group: child.pid ?? 0,
    closed,
    async interrupt(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
      if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), signal)
      return (await closed)[0]
    },
  }
}
const begin = async () => {
  const one = start(await freePort())
  running.push(one)
  return one
}
const says = (one: ReturnType<typeof start>, what: string | RegExp) =>
  eventually(one.said, (said) => (typeof what === 'string' ? said.includes(what) : what.test(said)))
const isUp = (): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  )

/** What still runs of a group, by what the system says of each process. */
const leftOf = (group: number): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
        const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return Number(pgrp) === group && state !== 'Z' ? [stat] : []
      } catch {
        // It has ended meanwhile.
        return []
      }
    })

describe('start', () => {
  it('says what it does, in order: the server first, both builds side by side, then what to do next', async () => {
    const one = await begin()
    await says(one, 'Load unpacked')
    expect(await isUp()).toBe(true)
    const at = (what: string): number => one.said().indexOf(what)
    const order = ['starting the server', 'Chrome: building', 'Firefox: building', 'built in', 'Load unpacked'].map(at)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(order[0]).toBeGreaterThanOrEqual(0)
    // The builder was not yet loaded when the first line came, nor was anything built when the server answered.
    expect(at('"listening"')).toBeLessThan(at('built in'))
    expect(await one.interrupt()).toBe(0)
    expect(leftOf(one.group)).toEqual([])

    const again = await begin()
    await says(again, 'Load unpacked')
    expect(again.said()).toContain('Chrome: already built')
    expect(again.said()).toContain('Firefox: already built')
  })

  it.each([
    ['at once', /starting/],
    ['while the server starts', /building/],
    ['while it builds', /listening/],
  ])('Ctrl-C %s leaves nothing running', async (_, moment) => {
    const one = await begin()
    await says(one, moment)
    await one.interrupt()
    await eventually(
      () => leftOf(one.group),
      (left) => left.length === 0,
    )
    expect(await isUp()).toBe(false)
    expect(one.said()).not.toContain('Load unpacked')
  })

  it('a port that is taken ends all of it, and says so', async () => {
    const first = await begin()
    await says(first, 'listening')
    const second = await begin()
    expect((await second.closed)[0]).toBe(1)
    expect(second.said()).toContain('cannot start')
    expect(leftOf(second.group)).toEqual([])
  })
})
