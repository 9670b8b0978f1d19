/** The couple's document: its roots, and the keys a device reads and writes. Values are plain JSON, replaced whole; each
 *  device writes only its own keys. Fields this version does not know are kept as they are.
 *  Rules: DOM-5, DOC-1, SEAL-12. The format is docs/document.md. */

import * as v from 'valibot'
import type * as Y from 'yjs'
import { type Terms, readTerms } from './agreement.ts'
import { type Raw, readField } from './stored-value.ts'
import { cleanLine, fitsIn, limits } from './text-limit.ts'

export const formatVersion = 1

/** The keys of a device in the root `r`: `D`, `D.t`, `D.c`, `D.n` (DOC-1). */
export const keyParts = { act: '', text: '.t', consent: '.c', name: '.n' } as const
/** What a device alone writes: those keys, and its entries in the root `asks`, a field each by the question's id (ASK-3). */
export type KeyPart = keyof typeof keyParts | 'asks'
export const keyPartsNamed: readonly KeyPart[] = ['act', 'text', 'consent', 'name', 'asks']

/** The roots of plain values. */
export const mapRoots = ['meta', 'terms', 'r', 'rituals', 'asks'] as const
export type MapRoot = (typeof mapRoots)[number]
const draftRoot = 'draft'
export const roots: ReadonlySet<string> = new Set([...mapRoots, draftRoot])

export function mapOf(doc: Y.Doc, root: MapRoot): Y.Map<unknown> {
  return doc.getMap(root)
}

export function metaOf(doc: Y.Doc): Y.Map<unknown> {
  return mapOf(doc, 'meta')
}

export function registersOf(doc: Y.Doc): Y.Map<unknown> {
  return mapOf(doc, 'r')
}

export function draftOf(doc: Y.Doc): Y.XmlFragment {
  return doc.getXmlFragment(draftRoot)
}

export function termsOf(doc: Y.Doc): Y.Map<unknown> {
  return mapOf(doc, 'terms')
}

/** Questions on the table and what each answered, under `question/device` (ASK-3). */
export function asksOf(doc: Y.Doc): Y.Map<unknown> {
  return mapOf(doc, 'asks')
}

/** Whether a newer Porchlight wrote this document: it is shown, and nothing is written (DOC). */
export function isReadOnly(doc: Y.Doc): boolean {
  const version = metaOf(doc).get('v')
  return typeof version === 'number' && version > formatVersion
}

/** SEAL-12  What the couple's creator writes, once, into an empty document. The first holder proposed is the creator by
 *  default (AGREE-9).
 *  @param name at most 40 characters; one that is unfit is left out, and can be chosen later */
export function initialiseCouple(doc: Y.Doc, { device, name }: { device: string; name: string }): void {
  const shown = cleanLine(name)
  doc.transact(() => {
    metaOf(doc).set('v', formatVersion)
    if (shown !== '' && fitsIn(limits.name, shown)) writeKey(doc, device, 'name', { n: 1, name: shown })
  })
}

/** What a device wrote, part by part; `{}` where there is nothing or it is no plain object. */
export function readKeys(doc: Y.Doc, device: string): Record<KeyPart, Raw> {
  return {
    act: readKey(doc, device, 'act'),
    text: readKey(doc, device, 'text'),
    consent: readKey(doc, device, 'consent'),
    name: readKey(doc, device, 'name'),
    asks: readKey(doc, device, 'asks'),
  }
}

export function readKey(doc: Y.Doc, device: string, part: KeyPart): Raw {
  if (part !== 'asks') return readField(plainObjectSchema, registersOf(doc).get(device + keyParts[part])) ?? {}
  const asks = asksOf(doc)
  return Object.fromEntries(askKeys(doc, device).map((key) => [key.slice(0, key.indexOf('/')), asks.get(key)]))
}

export function hasKey(doc: Y.Doc, device: string, part: KeyPart): boolean {
  return part === 'asks' ? askKeys(doc, device).length > 0 : registersOf(doc).has(device + keyParts[part])
}

/** Replaces a device's key by itself with some fields changed; undefined removes a field, the last one removes the key.
 *  Only ever called for the keys of the device it runs on, but for DOC-3 and DOC-5. */
export function writeKey(doc: Y.Doc, device: string, part: KeyPart, changes: Raw): void {
  if (part === 'asks') {
    for (const [question, value] of Object.entries(changes)) put(asksOf(doc), `${question}/${device}`, value)
    return
  }
  const fields = Object.entries({ ...readKey(doc, device, part), ...changes }).filter(
    ([, value]) => value !== undefined,
  )
  put(registersOf(doc), device + keyParts[part], fields.length > 0 ? Object.fromEntries(fields) : undefined)
}

export function removeKey(doc: Y.Doc, device: string, part: KeyPart): void {
  if (part !== 'asks') return put(registersOf(doc), device + keyParts[part], undefined)
  for (const key of askKeys(doc, device)) put(asksOf(doc), key, undefined)
}

function askKeys(doc: Y.Doc, device: string): string[] {
  return [...asksOf(doc).keys()].filter((key) => key.endsWith(`/${device}`))
}

function put(map: Y.Map<unknown>, key: string, value: unknown): void {
  if (value !== undefined) map.set(key, value)
  else if (map.has(key)) map.delete(key)
}

export function readDraftTerms(doc: Y.Doc): Terms {
  const terms = termsOf(doc)
  return readTerms((term) => terms.get(term))
}

const plainObjectSchema = v.custom<Raw>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === Object.prototype,
)
