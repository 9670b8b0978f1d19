/** Every failure Porchlight names, in one closed union, and what each means on a socket and over HTTP.
 *  Rule: SYNC-9, HTTP-1. Expected refusals are values, not errors (style 11). */

export type ErrorCode =
  | 'bad-request'
  | 'unauthorized'
  | 'unknown-device'
  | 'ticket-invalid'
  | 'device-revoked'
  | 'epoch-moved'
  | 'outer-moved'
  | 'erased'
  | 'not-found'
  | 'invite-claimed'
  | 'invite-expired'
  | 'invite-burned'
  | 'invite-unclaimed'
  | 'couple-full'
  | 'too-many'
  | 'already-exists'
  | 'signup-closed'
  | 'too-large'
  | 'room-too-large'
  | 'malformed'
  | 'rate-limited'
  | 'restarting'
  | 'busy'
  | 'slow-reader'
  | 'forbidden-origin'
  | 'cannot-open'
  | 'locked'
  | 'unknown-version'
  | 'not-a-porchlight'
  | 'unreachable'
  | 'bad-config'
  | 'broken-store'
  | 'internal'

export interface ErrorMeaning {
  /** Close code on a socket; null where it never closes one. */
  closeCode: number | null
  /** HTTP status; null where it never answers a request. */
  httpStatus: number | null
  /** Whether the same act may succeed later, unchanged. */
  retry: boolean
}

export const errorMeanings: Record<ErrorCode, ErrorMeaning> = {
  'bad-request': { closeCode: null, httpStatus: 400, retry: false },
  unauthorized: { closeCode: null, httpStatus: 401, retry: false },
  'unknown-device': { closeCode: null, httpStatus: 401, retry: false },
  'ticket-invalid': { closeCode: 4401, httpStatus: 401, retry: true },
  'device-revoked': { closeCode: 4403, httpStatus: 403, retry: false },
  'epoch-moved': { closeCode: 4409, httpStatus: 409, retry: false },
  'outer-moved': { closeCode: null, httpStatus: 409, retry: true },
  erased: { closeCode: 4410, httpStatus: 410, retry: false },
  'not-found': { closeCode: null, httpStatus: 404, retry: false },
  'invite-expired': { closeCode: null, httpStatus: 410, retry: false },
  'invite-burned': { closeCode: null, httpStatus: 410, retry: false },
  'invite-unclaimed': { closeCode: null, httpStatus: 409, retry: true },
  'invite-claimed': { closeCode: null, httpStatus: 409, retry: false },
  'couple-full': { closeCode: null, httpStatus: 409, retry: false },
  'too-many': { closeCode: null, httpStatus: 409, retry: false },
  'already-exists': { closeCode: null, httpStatus: 409, retry: false },
  'signup-closed': { closeCode: null, httpStatus: 403, retry: false },
  'too-large': { closeCode: 1009, httpStatus: 413, retry: false },
  'room-too-large': { closeCode: 4413, httpStatus: 413, retry: false },
  malformed: { closeCode: 4422, httpStatus: 422, retry: false },
  'rate-limited': { closeCode: 4529, httpStatus: 429, retry: true },
  restarting: { closeCode: 1012, httpStatus: 503, retry: true },
  busy: { closeCode: 1013, httpStatus: 503, retry: true },
  'slow-reader': { closeCode: 1013, httpStatus: null, retry: true },
  'forbidden-origin': { closeCode: null, httpStatus: 403, retry: false },
  'cannot-open': { closeCode: null, httpStatus: null, retry: false },
  locked: { closeCode: null, httpStatus: null, retry: false },
  'unknown-version': { closeCode: null, httpStatus: null, retry: false },
  'not-a-porchlight': { closeCode: null, httpStatus: null, retry: false },
  unreachable: { closeCode: null, httpStatus: null, retry: true },
  'bad-config': { closeCode: null, httpStatus: null, retry: false },
  'broken-store': { closeCode: null, httpStatus: 500, retry: false },
  internal: { closeCode: 1013, httpStatus: 500, retry: true },
}

export class PorchlightError extends Error {
  readonly code: ErrorCode

  /** @param message one human sentence; never a secret, never content */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PorchlightError'
    this.code = code
  }
}
