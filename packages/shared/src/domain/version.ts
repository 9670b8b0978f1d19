/** A version of the agreement: exactly one wording with exactly one set of terms, named by its hash.
 *  Rule: AGREE-3.  Source: RFC 8785 (JSON Canonicalization Scheme), FIPS 180-4 (SHA-256). */

import { sha256 } from '@noble/hashes/sha2.js'
import canonicalize from 'canonicalize'
import { encodeUtf8 } from 'lib0/string'
import { base64UrlFromBytes } from '../bytes.ts'
import { type Terms, readTerms } from './agreement.ts'
import { type Wording, canonicalWording } from './wording.ts'

export interface Version {
  /** SHA-256 over the canonical JSON of `{v: 1, terms, wording}`, base64url. */
  hash: string
  terms: Terms
  wording: Wording
}

export function versionOf(terms: Terms, wording: Wording): Version {
  const canonical = canonicalize(bodyOf({ terms, wording }))
  if (canonical === undefined) throw new TypeError('a version is an object')
  return { hash: base64UrlFromBytes(sha256(encodeUtf8(canonical))), terms, wording }
}

/** What a yes carries: the whole text and all terms. */
export function bodyOf({ terms, wording }: Pick<Version, 'terms' | 'wording'>) {
  return { v: 1, terms, wording }
}

/** The version a yes carries, or undefined where its body is not what its hash names. */
export function versionFrom(hash: string, body: unknown): Version | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { v, terms, wording } = body as { v?: unknown; terms?: unknown; wording?: unknown }
  if (v !== 1 || typeof terms !== 'object' || terms === null) return undefined
  const read = canonicalWording(wording)
  if (!read.ok) return undefined
  const version = versionOf(
    readTerms((term) => (terms as Record<string, unknown>)[term]),
    read.wording,
  )
  return version.hash === hash ? version : undefined
}
