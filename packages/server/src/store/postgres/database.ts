/** Speaks to PostgreSQL: statements whose rows are checked, transactions, and what its failures mean to callers. The driver is `pg`. */
import { PorchlightError } from '@porchlight/shared/errors'
import { type ClientConfig, Pool, type PoolClient, types } from 'pg'
import { type Columns, type RowOf, rowOf } from '../columns.ts'

export type SqlValue = string | number | Uint8Array | null | readonly string[] | readonly number[]

/** A connection, or any of the pool's. */
export interface Session {
  all<Shape extends Columns>(shape: Shape, sql: string, ...params: SqlValue[]): Promise<RowOf<Shape>[]>
  get<Shape extends Columns>(shape: Shape, sql: string, ...params: SqlValue[]): Promise<RowOf<Shape> | undefined>
  /** @returns how many rows it changed */
  run(sql: string, ...params: SqlValue[]): Promise<number>
}

export interface Database extends Session {
  /** All of it is on the disk when this resolves, or none of it ever was. READ COMMITTED: whoever decides by what it reads locks it first.
   *  @param keep says of a result whether to commit what was written (by default always) or to roll it back */
  transaction<Result>(act: (session: Session) => Promise<Result>, keep?: (result: Result) => boolean): Promise<Result>
  close(): Promise<void>
}

export interface DatabaseOptions {
  url: string
  /** Connections for statements; the one that listens is beside them. */
  connections: number
}

/** Counts and times are eight bytes there; none of ours comes near 2^53. Bytes get memory of their own: a view into what is shared would
 *  keep all of it alive, and whoever reads past a length that lies would read what is somebody else's. */
const typeParsers: NonNullable<ClientConfig['types']> = {
  getTypeParser: (id, format) => {
    const parse = types.getTypeParser(id, format)
    switch (id) {
      case types.builtins.INT8:
        return Number
      case types.builtins.BYTEA:
        return (value: string) => new Uint8Array(parse(value))
      default:
        return parse
    }
  },
}

/** No connection is made before the first statement. */
export function createDatabase({ url, connections }: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    types: typeParsers,
    application_name: 'porchlight',
    connectionTimeoutMillis: 5_000,
    // A statement that waits longer waits for somebody who is gone.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
  })
  // A connection that breaks while nobody uses it: the pool forgets it, and the next statement says what is wrong.
  pool.on('error', () => undefined)

  return {
    ...sessionOf(pool),
    async transaction(act, keep) {
      const client = await failing(() => pool.connect())
      const session = sessionOf(client)
      let failure: Error | undefined
      try {
        await session.run('BEGIN')
        const result = await act(session)
        await session.run(keep === undefined || keep(result) ? 'COMMIT' : 'ROLLBACK')
        return result
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error))
        await client.query('ROLLBACK').catch(() => undefined)
        throw failure
      } finally {
        // A connection that failed is not used again: what state it is in is its own business.
        client.release(failure)
      }
    },
    close: () => pool.end(),
  }
}

const sessionOf = (client: Pool | PoolClient): Session => {
  const query = (sql: string, params: readonly SqlValue[]) =>
    failing(() => client.query<Record<string, unknown>>(sql, [...params]))
  return {
    async all(shape, sql, ...params) {
      const { rows } = await query(sql, params)
      return rows.map((row) => rowOf(shape, row))
    },
    async get(shape, sql, ...params) {
      const [row] = (await query(sql, params)).rows
      return row === undefined ? undefined : rowOf(shape, row)
    },
    run: async (sql, ...params) => (await query(sql, params)).rowCount ?? 0,
  }
}

/** Throws: PorchlightError 'busy' for anything the database refuses or does not answer */
const failing = async <Result>(act: () => Promise<Result>): Promise<Result> => {
  try {
    return await act()
  } catch (error) {
    if (error instanceof PorchlightError) throw error
    throw new PorchlightError('busy', 'The database did not take it.', { cause: error })
  }
}
