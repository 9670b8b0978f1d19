/** The shapes values in the document are made of, and how they are read: what is not as it should be is read as if it
 *  were absent, and takes nothing else with it. A hostile or newer partner must never stop a screen.
 *  Rules: DOC-6, DOC-7. */

import * as v from 'valibot'
import { lastInstantMs } from './instant.ts'
import { fitsIn } from './text-limit.ts'

/** Counters beyond this are junk: they could not rise any more. */
export const maxCount = 2 ** 31 - 1

export const countSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maxCount))
/** Milliseconds since the Unix epoch. */
export const instantSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(lastInstantMs))
export const partnerSchema = v.picklist(['a', 'b'])
/** AGREE-8  Elapsed hours; null: no window. */
export const windowHoursSchema = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(24), v.maxValue(336)))
/** 16 bytes, base64url. */
export const idSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/u))
/** SHA-256, base64url. */
export const hashSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/u))

export function textUpTo(limit: number) {
  return v.pipe(
    v.string(),
    v.check((text) => fitsIn(limit, text)),
  )
}

/** An object of these fields that keeps the fields it does not know: what is copied or written again loses nothing. */
export function stored<E extends v.ObjectEntries>(entries: E): v.ObjectSchema<E, undefined> {
  // The type hides the unknown fields on purpose: nothing here may come to depend on them.
  return v.looseObject(entries) as unknown as v.ObjectSchema<E, undefined>
}

type Schema = v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>

export function readField<S extends Schema>(schema: S, value: unknown): v.InferOutput<S> | undefined {
  const parsed = v.safeParse(schema, value)
  return parsed.success ? parsed.output : undefined
}

/** @param most how many entries are looked at: a longer list is cut, not refused */
export function readList<S extends Schema>(schema: S, value: unknown, most: number): v.InferOutput<S>[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, most).flatMap((entry) => readField(schema, entry) ?? [])
}

/** One property, or none: `exactOptionalPropertyTypes` tells absent from undefined. */
export function maybe<K extends string, T>(key: K, value: T | undefined): { [key in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: T })
}

/** A key's value as stored: a plain object whose fields are still to be read. */
export type Raw = Readonly<Record<string, unknown>>
