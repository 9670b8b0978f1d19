import { describe, expect, it } from 'vitest'
import { createRecentRefusals, faultReport } from './fault-report.ts'

const facts = {
  version: '0.1.0',
  browser: 'Chrome 142 on Linux',
  server: { version: '0.1.0' },
  state: 'couple',
  saving: 'saved',
  epoch: { epoch: 3, gen: 1 },
  devices: { mine: 2, all: 3 },
  entries: { count: 42, bytes: 12_345 },
  passcode: true,
  refusals: [
    { code: 'stale-turn', at: 0 },
    { code: 'rate-limited', at: 3 * 3_600_000 },
  ],
  now: 4 * 3_600_000,
} as const

describe('a fault report', () => {
  it('HTTP-3 says what this is and how it is doing', () => {
    expect(faultReport(facts)).toBe(`Porchlight: 0.1.0
browser: Chrome 142 on Linux
server: 0.1.0
state: couple
saving: saved
epoch: 3, document 1
devices: 2 mine, 3 in all
entries: 42, 13 KiB
passcode: yes
last refusals: stale-turn (4 h ago), rate-limited (60 min ago)`)
  })

  it('HTTP-3 leaves out what there is not', () => {
    const { version, browser, now } = facts
    const bare = {
      version,
      browser,
      now,
      server: { silent: 'unreachable' },
      state: 'unpaired',
      passcode: false,
      refusals: [],
    } as const
    expect(faultReport(bare)).toBe(`Porchlight: 0.1.0
browser: Chrome 142 on Linux
server: no answer (unreachable)
state: unpaired
passcode: no
last refusals: none`)
  })

  it.each(['Robin', 'https://porch.example', 'b2ZmZXIgb2YgYSBrZXk', '1.0.0-robinlovessam', '0.1.0\nname: Robin', ''])(
    'HTTP-3 a server that calls its version %j is not repeated',
    (version) => {
      expect(faultReport({ ...facts, server: { version } })).toContain('\nserver: unusual\n')
    },
  )

  it('keeps the last ten refusals, oldest first', () => {
    let now = 0
    const recent = createRecentRefusals({ now: () => now, after: () => () => {} })
    for (; now < 12; now += 1) recent.note(now === 11 ? 'busy' : 'failed')
    expect(recent.list()).toHaveLength(10)
    expect(recent.list().at(-1)).toEqual({ code: 'busy', at: 11 })
    expect(recent.list().at(0)).toEqual({ code: 'failed', at: 2 })
  })
})
