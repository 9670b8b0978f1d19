/** What a row that comes out of a database holds, column by column: checked, not believed.
 *
 *  A schema that is not the one we think it is shows at the first row, and not as `undefined` in somebody's document.
 *  Both engines speak through these; that a text is an id of this or that kind is what its column says. */
import { PorchlightError } from '@porchlight/shared/errors'

export type Column<Value> = (value: unknown) => value is Value
export type Columns = Readonly<Record<string, Column<unknown>>>
export type RowOf<Shape extends Columns> = {
  [Name in keyof Shape]: Shape[Name] extends Column<infer Value> ? Value : never
}

/** @typeParam Text the kind of id it is, by the column's name: nothing at run time could tell. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function text<Text extends string = string>(value: unknown): value is Text {
  return typeof value === 'string'
}

export function whole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

export function bytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array
}

export function oneOf<Word extends string>(...words: readonly Word[]): Column<Word> {
  return (value): value is Word => words.some((word) => word === value)
}

export function nullable<Value>(column: Column<Value>): Column<Value | null> {
  return (value): value is Value | null => value === null || column(value)
}

/** Throws: PorchlightError 'broken-store' where a column holds something else */
export function rowOf<Shape extends Columns>(shape: Shape, row: Readonly<Record<string, unknown>>): RowOf<Shape> {
  if (isRow(shape, row)) return row
  throw new PorchlightError('broken-store', 'A row of the database is not what its schema says.')
}

function isRow<Shape extends Columns>(shape: Shape, row: unknown): row is RowOf<Shape> {
  if (typeof row !== 'object' || row === null) return false
  for (const name in shape) {
    if (!shape[name]?.(Reflect.get(row, name))) return false
  }
  return true
}
