/** What somebody may copy when something is wrong: what this Porchlight is and how it is doing, in words of ours and in
 *  counts. Never a name, a word of theirs, an address, an id or a key: it is built from what is listed here and from nothing
 *  else, and nobody is sent it. Rule: HTTP-3 */

import type { Clock } from '@porchlight/shared/capabilities'
import type { ErrorCode } from '@porchlight/shared/errors'
import type { Refusal } from '@porchlight/shared/domain/outcome'
import type { DeviceRefusal } from '../port/device-command.ts'

/** A word of ours for why something did not go. */
export type Code = ErrorCode | Refusal | DeviceRefusal

export interface Facts {
  version: string
  /** Such as *Chrome 142 on Linux*. */
  browser: string
  /** The server's own word for its version, or why there is none. */
  server: { version: string } | { silent: ErrorCode }
  state: string
  saving?: string
  epoch?: { epoch: number; gen: number }
  devices?: { mine: number; all: number }
  entries?: { count: number; bytes: number }
  passcode: boolean
  refusals: readonly { code: Code; at: number }[]
  now: number
}

export interface RecentRefusals {
  note(code: Code): void
  list(): readonly { code: Code; at: number }[]
}

const kept = 10

/** The last of them, while this worker lives. */
export function createRecentRefusals(clock: Clock): RecentRefusals {
  let all: { code: Code; at: number }[] = []
  return {
    note(code) {
      all = [...all, { code, at: clock.now() }].slice(-kept)
    },
    list: () => all,
  }
}

export function faultReport(facts: Facts): string {
  const { server, epoch, devices, entries, refusals, now } = facts
  const lines: [string, string | undefined][] = [
    ['Porchlight', facts.version],
    ['browser', facts.browser],
    ['server', 'version' in server ? versionOnly(server.version) : `no answer (${server.silent})`],
    ['state', facts.state],
    ['saving', facts.saving],
    ['epoch', epoch && `${epoch.epoch}, document ${epoch.gen}`],
    ['devices', devices && `${devices.mine} mine, ${devices.all} in all`],
    ['entries', entries && `${entries.count}, ${Math.ceil(entries.bytes / 1024)} KiB`],
    ['passcode', facts.passcode ? 'yes' : 'no'],
    ['last refusals', refusals.map(({ code, at }) => `${code} (${ago(now - at)})`).join(', ') || 'none'],
  ]
  return lines.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`])).join('\n')
}

/** A server could put anything there, an address or a word of its own. */
const versionOnly = (said: string): string =>
  /^\d{1,4}(?:\.\d{1,4}){0,3}(?:-[a-z]{1,8}\.?\d{0,4})?$/.test(said) ? said : 'unusual'

function ago(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000))
  return minutes < 120 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`
}
