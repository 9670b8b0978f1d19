import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, type Postgres, startPostgres } from '../../../../test/support/postgres.ts'
import { createLog } from '../ops/log.ts'
import type { Bus, Note, Topic } from './bus.ts'
import { describeBus } from './bus.contract.ts'
import { openPostgresBus } from './postgres.ts'
import { heardIn, payloadOf } from './postgres-note.ts'

let postgres: Postgres
let url: string
beforeAll(async () => {
  postgres = await startPostgres()
  url = await postgres.createDatabase()
})
afterAll(() => postgres.stop())

const clock = {
  now: () => Date.now(),
  after: (delayMs: number, act: () => void) => {
    const timer = setTimeout(act, delayMs)
    return () => clearTimeout(timer)
  },
}
const open = (node: string): Promise<Bus> =>
  openPostgresBus({ clock, log: createLog('silent') }, { url, node, storeTells: false })

describeBus('PostgreSQL', async () => ({ here: await open('here'), there: await open('there') }), {
  carriesBytes: false,
})

const topic: Topic = 'invite:AAAAAAAAAAAAAAAAAAAAAA'

describe('the bus on PostgreSQL', () => {
  test('NODE-3 whose connection broke is told that notes may be lost, and hears again', async () => {
    const [here, there] = [await open('here'), await open('there')]
    const heard: Note[] = []
    let missed = 0
    const member = there.attach(
      (_, note) => void heard.push(note),
      () => void (missed += 1),
    )
    member.join(topic)
    await ask(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'porchlight-notes' AND datname = current_database()`,
    )
    await expect.poll(() => missed, { timeout: 10_000 }).toBe(1)
    await expect
      .poll(
        () => {
          here.attach(() => undefined).publish(topic, { kind: 'erased' })
          return heard.length
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(0)
    await here.close()
    await there.close()
  })

  test.each([
    '',
    'hello',
    'n',
    'n{',
    'n{"from":1}',
    'uhere',
    'uhere a:1',
    'uhere ../../x.1:2',
    'n{"from":"a","topic":"x","note":{}}',
  ])('NODE-3 what somebody else says on the channel is not heard: %j', (payload) =>
    expect(heardIn(payload)).toEqual([]),
  )

  test('NODE-3 places of a batch come as notes, without bytes', () => {
    const room = `${'A'.repeat(22)}.3`
    const note = { kind: 'update', seq: 7, update: undefined }
    expect(heardIn(`uhere ${room}:7 nonsense`)).toEqual([{ from: 'here', topic: `room:${room}`, note }])
  })

  test('NODE-3 a presence frame of more than 5,800 bytes does not travel', () => {
    expect(payloadOf('here', topic, { kind: 'presence', frame: new Uint8Array(5_800) })).toBeDefined()
    expect(payloadOf('here', topic, { kind: 'presence', frame: new Uint8Array(5_801) })).toBeUndefined()
  })
})
