/** The bus of nodes that share a PostgreSQL: `LISTEN` and `NOTIFY`, on a connection of its own.
 *
 *  A connection that breaks is made again, one try a second by one timer; what was said meanwhile is lost, and members are told so.
 *  Rule: NODE-3, SYNC-5c */
import type { Clock } from '@porchlight/shared/capabilities'
import { PorchlightError } from '@porchlight/shared/errors'
import { Client } from 'pg'
import type { Log } from '../ops/log.ts'
import type { Bus, BusMember, Note, Topic } from './bus.ts'
import { channel, heardIn, payloadOf } from './postgres-note.ts'

export interface PostgresBusDeps {
  clock: Clock
  log: Log
}

export interface PostgresBusOptions {
  url: string
  /** This node's name, of letters, digits, `-` and `_`. */
  node: string
  /** Whether the store tells what it commits: then nobody has to say it again. */
  storeTells: boolean
}

interface Member {
  name: string
  hear: (topic: Topic, note: Note) => void
  missed: () => void
  topics: Set<Topic>
}

const againMs = 1_000

/** Throws: PorchlightError 'broken-store' where nobody answers there */
export async function openPostgresBus(deps: PostgresBusDeps, options: PostgresBusOptions): Promise<Bus> {
  const { clock, log } = deps
  const { node } = options
  const members = new Set<Member>()
  let client: Client | undefined
  let isClosed = false
  let unsaid: string[] = []
  let isSaying = false
  let named = 0

  const connect = async (): Promise<void> => {
    const next = new Client({ connectionString: options.url, application_name: 'porchlight-notes', keepAlive: true })
    next.on('notification', ({ payload = '' }) => {
      for (const heard of heardIn(payload)) hear(heard.from, heard.topic, heard.note)
    })
    next.on('error', (error) => lose(next, error))
    next.on('end', () => lose(next, undefined))
    await next.connect()
    await next.query(`LISTEN ${channel}`)
    client = next
  }

  const lose = (lost: Client, error: Error | undefined): void => {
    if (client !== lost || isClosed) return
    client = undefined
    unsaid = []
    log.warn({ err: error }, 'the connection that carries notes broke')
    lost.end().catch(() => undefined)
    comeBack()
  }

  const comeBack = (): void => {
    clock.after(againMs, () => {
      if (isClosed) return
      connect().then(
        () => {
          for (const { missed } of members) missed()
        },
        (error: unknown) => {
          log.debug({ err: error }, 'the connection that carries notes could not be made')
          comeBack()
        },
      )
    })
  }

  /** What the node itself has committed comes back from the store's own notes, under the node's name. */
  const hear = (from: string, topic: Topic, note: Note): void => {
    for (const member of members) {
      if (from !== member.name && from !== node && member.topics.has(topic)) member.hear(topic, note)
    }
  }

  /** In order, one statement at a time: what is said meanwhile goes with the next. */
  const say = async (): Promise<void> => {
    isSaying = true
    while (unsaid.length > 0) {
      const payloads = unsaid
      unsaid = []
      // oxlint-disable-next-line no-await-in-loop
      await client
        ?.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [channel, payloads])
        .catch((error: unknown) => log.debug({ err: error }, 'notes were lost'))
    }
    isSaying = false
  }

  const attach = (hearNote: Member['hear'], missed: Member['missed'] = () => undefined): BusMember => {
    const self: Member = { name: `${node}/${(named += 1)}`, hear: hearNote, missed, topics: new Set() }
    members.add(self)
    return {
      join: (topic) => void self.topics.add(topic),
      leave: (topic) => void self.topics.delete(topic),
      publish(topic, note) {
        if (client === undefined || (note.kind === 'update' && options.storeTells)) return
        const payload = payloadOf(self.name, topic, note)
        if (payload === undefined) return
        unsaid.push(payload)
        if (!isSaying) void say()
      },
      detach: () => void members.delete(self),
    }
  }

  try {
    await connect()
  } catch (error) {
    throw new PorchlightError('broken-store', 'The database of DATABASE_URL does not carry notes.', { cause: error })
  }
  return {
    attach,
    async close() {
      isClosed = true
      members.clear()
      const last = client
      client = undefined
      await last?.end()
    },
  }
}
