/** A statement of SQLite that knows what it takes and what its rows hold. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { type Columns, type RowOf, rowOf } from './columns.ts'

export interface Statement<Params extends readonly SQLInputValue[]> {
  /** @returns how many rows it changed */
  run(...params: Params): number
}

export interface Query<Params extends readonly SQLInputValue[], Row> {
  get(...params: Params): Row | undefined
  all(...params: Params): Row[]
  each(...params: Params): Iterable<Row>
}

export function prepare<Params extends readonly SQLInputValue[]>(db: DatabaseSync, sql: string): Statement<Params> {
  const statement = db.prepare(sql)
  return { run: (...params) => Number(statement.run(...params).changes) }
}

/** @param shape what each row holds: `prepareQuery<[DeviceId]>()(db, 'SELECT …', {id: text<DeviceId>})` */
export function prepareQuery<Params extends readonly SQLInputValue[]>(): <Shape extends Columns>(
  db: DatabaseSync,
  sql: string,
  shape: Shape,
) => Query<Params, RowOf<Shape>> {
  return (db, sql, shape) => {
    const statement = db.prepare(sql)
    return {
      get(...params) {
        const row = statement.get(...params)
        return row === undefined ? undefined : rowOf(shape, row)
      },
      all: (...params) => statement.all(...params).map((row) => rowOf(shape, row)),
      *each(...params) {
        for (const row of statement.iterate(...params)) yield rowOf(shape, row)
      },
    }
  }
}
