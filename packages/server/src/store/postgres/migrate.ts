/** Takes a database to the schema of today: one node after another, under a lock that goes with its transaction. A database that is not
 *  empty and not ours is left alone, and so is one of a newer Porchlight. Rule: NODE-9, NODE-1 */
import { PorchlightError } from '@porchlight/shared/errors'
import { text, whole } from '../columns.ts'
import type { Database, Session } from './database.ts'
import { postgresMigrations } from './schema.ts'

/** "PrLt": as the application id of an SQLite file. */
const migrationLock = 0x50724c74
const oldestVersion = 150_000

/** Throws: PorchlightError 'broken-store', with a sentence for whoever set `DATABASE_URL`; nothing is changed then */
export async function openSchema(database: Database, steps: readonly string[] = postgresMigrations): Promise<void> {
  await reached(database)
  await refuseUnfit(database)
  await database.transaction(async (session) => {
    await session.run('SELECT pg_advisory_xact_lock($1)', migrationLock)
    const done = await stepsTaken(session, steps.length)
    for (const step of steps.slice(done)) await take(session, step)
    await session.run('UPDATE porchlight SET schema = $1', steps.length)
  })
}

const reached = async (database: Session): Promise<void> => {
  try {
    await database.run('SELECT 1')
  } catch (error) {
    throw refusal(`The database of DATABASE_URL cannot be reached (${reasonOf(error)}).`, error)
  }
}

const refuseUnfit = async (database: Session): Promise<void> => {
  const version = await setting(database, 'server_version_num')
  if (Number(version) < oldestVersion)
    throw refusal(
      `The database of DATABASE_URL is PostgreSQL ${await setting(database, 'server_version')}; Porchlight needs 15 or later.`,
    )
  const commit = await setting(database, 'synchronous_commit')
  if (commit === 'off' || commit === 'local')
    throw refusal(
      `The database of DATABASE_URL has synchronous_commit = ${commit}: it would say saved of what a power cut takes away. Set it to on.`,
    )
  if ((await setting(database, 'fsync')) !== 'on')
    throw refusal('The database of DATABASE_URL has fsync = off: a power cut would damage it. Set it to on.')
}

const setting = async (session: Session, name: string): Promise<string | undefined> =>
  (await session.get({ value: text }, 'SELECT current_setting($1) AS value', name))?.value

/** 0 for an empty database, which is ours from now on. */
const stepsTaken = async (session: Session, newest: number): Promise<number> => {
  const tables = await session.all(
    { name: text },
    'SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()',
  )
  if (tables.length === 0) {
    await take(session, 'CREATE TABLE porchlight (schema bigint NOT NULL); INSERT INTO porchlight VALUES (0)')
    return 0
  }
  if (!tables.some(({ name }) => name === 'porchlight'))
    throw refusal('The database of DATABASE_URL is one of another program. Nothing was changed. Name an empty one.')
  const schema = (await session.get({ schema: whole }, 'SELECT schema FROM porchlight'))?.schema
  if (schema === undefined) throw refusal('The database of DATABASE_URL is damaged: it does not say its schema.')
  if (schema > newest)
    throw refusal(
      `The database of DATABASE_URL was written by a newer Porchlight (schema ${schema}). Nothing was changed.`,
    )
  return schema
}

const take = async (session: Session, step: string): Promise<void> => {
  try {
    await session.run(step)
  } catch (error) {
    throw refusal(`The tables of DATABASE_URL could not be made (${reasonOf(error)}). Nothing was changed.`, error)
  }
}

const refusal = (sentence: string, cause?: unknown): PorchlightError =>
  new PorchlightError('broken-store', sentence, { cause })

/** The database's own words; they name no secret. */
const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0])
  return cause instanceof Error ? cause.message : String(cause)
}
